-- SPDX-License-Identifier: Apache-2.0
-- Modoboa before 2.2.
ALTER TABLE admin_mailbox DROP COLUMN is_send_only;
