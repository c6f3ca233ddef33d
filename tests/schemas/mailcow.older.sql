-- SPDX-License-Identifier: Apache-2.0
-- mailcow before 2020.
ALTER TABLE domain DROP COLUMN relay_unknown_only;
