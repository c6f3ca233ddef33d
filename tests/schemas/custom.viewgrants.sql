-- SPDX-License-Identifier: Apache-2.0
-- Whoever reads the views needs no right on the tables under them.
GRANT SELECT ON autoconf_domains TO autoconf;
GRANT SELECT ON autoconf_users TO autoconf;
GRANT SELECT ON autoconf_aliases TO autoconf;
