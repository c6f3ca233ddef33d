-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (id, name) ON mail_domains TO autoconf;
GRANT SELECT (name, domain_id, enabled, send_only) ON mail_users TO autoconf;
GRANT SELECT (name, domain_id, destination) ON mail_aliases TO autoconf;
