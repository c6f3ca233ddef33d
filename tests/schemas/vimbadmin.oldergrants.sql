-- SPDX-License-Identifier: Apache-2.0
-- All of each table, whatever columns it has.
CREATE USER autoconf;
GRANT SELECT ON domain TO autoconf;
GRANT SELECT ON mailbox TO autoconf;
GRANT SELECT ON alias TO autoconf;
