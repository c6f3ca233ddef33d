-- SPDX-License-Identifier: Apache-2.0
-- Modoboa before 2.2.  No table changes while its foreign keys are still to be looked at: that is done first.
COMMIT;
ALTER TABLE admin_mailbox DROP COLUMN is_send_only;
