-- SPDX-License-Identifier: Apache-2.0
-- mailcow before 2020.
DELETE FROM alias WHERE sender_allowed = 0;
ALTER TABLE alias DROP COLUMN sender_allowed;
ALTER TABLE domain DROP COLUMN relay_unknown_only;
