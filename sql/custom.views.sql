-- SPDX-License-Identifier: Apache-2.0
-- Three views that any mail system's tables can be put behind, and the queries that read them (docs/directory.md, "custom").  An example, over
-- the tables of PostfixAdmin on PostgreSQL: write your own behind the same names.  Columns that you have nothing for may be left out.
--
--     directory:
--       schema: custom
--       queries:
--         domains: SELECT domain, canonical FROM autoconf_domains WHERE active ORDER BY 1, 2
--         user: SELECT * FROM autoconf_users WHERE mailbox = %{address}
--         alias: |
--           SELECT u.* FROM (
--             SELECT mailbox, 1 AS rank FROM autoconf_aliases WHERE address = %{address}
--             UNION ALL
--             SELECT %{local} || '@' || canonical, 2 FROM autoconf_domains WHERE domain = %{domain} AND active
--             UNION ALL
--             SELECT a.mailbox, 3 FROM autoconf_domains d JOIN autoconf_aliases a ON a.address = %{local} || '@' || d.canonical
--               WHERE d.domain = %{domain} AND d.active
--           ) c JOIN autoconf_users u ON u.mailbox = c.mailbox ORDER BY c.rank LIMIT 1
--         addresses: |
--           SELECT address FROM autoconf_aliases a WHERE mailbox = %{address}
--             AND (SELECT count(*) FROM autoconf_users u WHERE u.mailbox = a.address) = 0
--
-- An address has at most one row in autoconf_aliases: leave groups out.  Compare bare columns in the views: mailbox and address need an
-- index each.
CREATE OR REPLACE VIEW autoconf_domains AS
	SELECT domain::text AS domain, NULL::text AS canonical, active AND NOT backupmx AS active
		FROM domain d
		WHERE domain <> 'ALL' AND NOT EXISTS (SELECT 1 FROM alias_domain a WHERE a.alias_domain = d.domain AND a.active)
	UNION ALL
	SELECT a.alias_domain, a.target_domain, a.active AND d.active
		FROM alias_domain a JOIN domain d ON d.domain = a.target_domain;

CREATE OR REPLACE VIEW autoconf_users AS
	SELECT m.username AS mailbox, m.username AS login, m.name AS display_name, m.active AND d.active AS enabled,
			NULL::boolean AS imap_enabled, NULL::boolean AS pop3_enabled, m.smtp_active AS smtp_enabled, NULL::boolean AS sieve_enabled,
			NULL::text AS imap_host, NULL::text AS pop3_host, NULL::text AS smtp_host, NULL::text AS language
		FROM mailbox m JOIN domain d ON d.domain = m.domain;

CREATE OR REPLACE VIEW autoconf_aliases AS
	SELECT address, lower(goto) AS mailbox FROM alias WHERE active AND position(',' in goto) = 0;
