-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (id, domain, backupmx, active) ON domain TO autoconf;
GRANT SELECT (id, username, name, active, access_restriction, delete_pending, Domain_id) ON mailbox TO autoconf;
GRANT SELECT (address, goto, active) ON alias TO autoconf;
GRANT SELECT (mailbox_id, displayName, preferredLanguage) ON directory_entry TO autoconf;
