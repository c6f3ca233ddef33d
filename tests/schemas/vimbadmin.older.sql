-- SPDX-License-Identifier: Apache-2.0
-- ViMbAdmin without directory_entry.  The name is the mailbox's own.
UPDATE mailbox SET name = 'Alice Ångström' WHERE username = 'alice@one.example';
DROP TABLE directory_entry;
