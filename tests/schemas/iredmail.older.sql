-- SPDX-License-Identifier: Apache-2.0
-- iRedMail before 1.4.1.
ALTER TABLE mailbox DROP COLUMN enablesogowebmail;
ALTER TABLE mailbox DROP COLUMN enablesogocalendar;
ALTER TABLE mailbox DROP COLUMN enablesogoactivesync;
