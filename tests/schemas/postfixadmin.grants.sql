-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (domain, active, backupmx) ON domain TO autoconf;
GRANT SELECT (alias_domain, target_domain, active) ON alias_domain TO autoconf;
GRANT SELECT (username, name, domain, active, smtp_active) ON mailbox TO autoconf;
GRANT SELECT (address, goto, active) ON alias TO autoconf;
