-- SPDX-License-Identifier: Apache-2.0
-- Without mailbox.delete_pending, too.
ALTER TABLE mailbox DROP COLUMN delete_pending;
