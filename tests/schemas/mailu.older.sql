-- SPDX-License-Identifier: Apache-2.0
-- Mailu before revision 31f40da48c01, as release 2024.06 has it.
DELETE FROM alias WHERE disabled OR email IN ('mask@one.example', 'orphan@one.example');
ALTER TABLE alias DROP COLUMN hostname;
ALTER TABLE alias DROP CONSTRAINT alias_owner_email_fkey;
ALTER TABLE alias DROP COLUMN owner_email;
ALTER TABLE alias DROP COLUMN disabled;
