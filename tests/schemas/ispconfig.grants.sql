-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (server_id, server_name, mail_server) ON server TO autoconf;
GRANT SELECT (server_id, domain, active) ON mail_domain TO autoconf;
GRANT SELECT (server_id, email, login, name, postfix, disableimap, disablepop3, disablesmtp, disablesieve) ON mail_user TO autoconf;
GRANT SELECT (server_id, source, destination, type, active) ON mail_forwarding TO autoconf;
