-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (domain, backupmx, relay_unknown_only, active) ON domain TO autoconf;
GRANT SELECT ON alias_domain TO autoconf;
GRANT SELECT (username, name, domain, attributes, kind, active) ON mailbox TO autoconf;
GRANT SELECT (address, goto, sender_allowed, active) ON alias TO autoconf;
