-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (domain, active, backupmx) ON domain TO autoconf;
GRANT SELECT (alias_domain, target_domain, active) ON alias_domain TO autoconf;
GRANT SELECT (username, name, language, domain, active, enableimapsecured, enableimaptls, enablepop3secured, enablepop3tls, enablesmtpsecured,
	enablesievesecured, enablesievetls, enablesogo, enablesogocalendar, enablesogoactivesync) ON mailbox TO autoconf;
GRANT SELECT (address, forwarding, is_alias, is_list, active) ON forwardings TO autoconf;
