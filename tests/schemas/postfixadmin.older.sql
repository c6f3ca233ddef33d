-- SPDX-License-Identifier: Apache-2.0
-- PostfixAdmin before upgrade 1850, as Debian 12 ships it (3.3.13).
ALTER TABLE mailbox DROP COLUMN smtp_active;
