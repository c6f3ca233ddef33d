-- SPDX-License-Identifier: Apache-2.0
-- Without mailbox.access_restriction, too.
ALTER TABLE mailbox DROP COLUMN access_restriction;
