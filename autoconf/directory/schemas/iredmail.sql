-- SPDX-License-Identifier: Apache-2.0
-- iRedMail's tables on PostgreSQL and MariaDB, checked against release 1.8.1 (e0fe4fc, May 2026) and against those before 1.4.1, which
-- have no switches for SOGo's calendar and ActiveSync apart.  The login is the address.
--
-- Dovecot asks for enableimaptls or enableimapsecured, as its age may be, and iRedAdmin switches both: one that is off is off.
-- An alias is a row of `forwardings` with is_alias (of a mailbox) or is_list (of an alias account); what a mailbox forwards to, is_forwarding, is no
-- alias, and the catch-all's address is the bare domain.  Not followed: aliases with several targets, mailing lists, aliases of aliases.
--
-- Each switch has an index of its own, which misleads planners: "+ 0" keeps them from it.  So does the domain's, as long as there are no
-- statistics: mailbox and domain are no join, lest all mailboxes be walked in the order of their domains (330 ms with 200,000 of them).

--- domains: postgresql mysql
SELECT d.domain AS domain, NULL AS canonical FROM domain d WHERE d.active = 1 AND d.backupmx = 0
UNION ALL
SELECT a.alias_domain, a.target_domain
	FROM alias_domain a JOIN domain d ON d.domain = a.target_domain
	WHERE a.active = 1 AND d.active = 1 AND d.backupmx = 0
ORDER BY domain, canonical

-- Shape 1 has enablesogocalendar and enablesogoactivesync, shape 2 has enablesogo alone.
--- user/1,2: postgresql mysql
SELECT m.username AS mailbox, m.name AS display_name, lower(replace(m.language, '_', '-')) AS language,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		(m.enableimapsecured = 1 AND m.enableimaptls = 1) AS imap_enabled,
		(m.enablepop3secured = 1 AND m.enablepop3tls = 1) AS pop3_enabled,
		m.enablesmtpsecured AS smtp_enabled,
		(m.enablesievesecured = 1 AND m.enablesievetls = 1) AS sieve_enabled,
--- user: postgresql mysql
		(m.enablesogo = 1 AND m.enablesogocalendar = 'y') AS dav_enabled,
		(m.enablesogo = 1 AND m.enablesogoactivesync = 'y') AS eas_enabled
--- user/2: postgresql mysql
		m.enablesogo AS dav_enabled, m.enablesogo AS eas_enabled
--- user/1,2: mysql
	FROM mailbox m JOIN domain d ON d.domain = m.domain
--- user/1,2: postgresql
	FROM mailbox m
	CROSS JOIN LATERAL (SELECT d.active, d.backupmx FROM domain d WHERE d.domain = m.domain OFFSET 0) d
--- user/1,2: postgresql mysql
	WHERE m.username = %{address}

-- One hop.  Fenced (OFFSET 0, STRAIGHT_JOIN), so that no planner turns it into a scan.
--- alias/1,2: postgresql
SELECT m.mailbox, m.display_name, m.language, m.enabled, m.imap_enabled, m.pop3_enabled, m.smtp_enabled, m.sieve_enabled, m.dav_enabled,
		m.eas_enabled
	FROM (
		SELECT lower(min(f.forwarding)) AS address
			FROM forwardings f
			WHERE f.address = %{address} AND (f.is_alias + 0 = 1 OR f.is_list + 0 = 1)
			HAVING count(*) = 1 AND min(f.active) = 1 OFFSET 0
	) c
	CROSS JOIN LATERAL (
		SELECT m.username AS mailbox, m.name AS display_name, lower(replace(m.language, '_', '-')) AS language,
				(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
				(m.enableimapsecured = 1 AND m.enableimaptls = 1) AS imap_enabled,
				(m.enablepop3secured = 1 AND m.enablepop3tls = 1) AS pop3_enabled,
				m.enablesmtpsecured AS smtp_enabled,
				(m.enablesievesecured = 1 AND m.enablesievetls = 1) AS sieve_enabled,
--- alias: postgresql
				(m.enablesogo = 1 AND m.enablesogocalendar = 'y') AS dav_enabled,
				(m.enablesogo = 1 AND m.enablesogoactivesync = 'y') AS eas_enabled
--- alias/2: postgresql
				m.enablesogo AS dav_enabled, m.enablesogo AS eas_enabled
--- alias/1,2: postgresql
			FROM mailbox m
			CROSS JOIN LATERAL (SELECT d.active, d.backupmx FROM domain d WHERE d.domain = m.domain OFFSET 0) d
			WHERE m.username = c.address OFFSET 0
	) m

-- A collation finds andré for andre: an alias must bear the very address.
--- alias/1,2: mysql
SELECT m.username AS mailbox, m.name AS display_name, lower(replace(m.language, '_', '-')) AS language,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		(m.enableimapsecured = 1 AND m.enableimaptls = 1) AS imap_enabled,
		(m.enablepop3secured = 1 AND m.enablepop3tls = 1) AS pop3_enabled,
		m.enablesmtpsecured AS smtp_enabled,
		(m.enablesievesecured = 1 AND m.enablesievetls = 1) AS sieve_enabled,
--- alias: mysql
		(m.enablesogo = 1 AND m.enablesogocalendar = 'y') AS dav_enabled,
		(m.enablesogo = 1 AND m.enablesogoactivesync = 'y') AS eas_enabled
--- alias/2: mysql
		m.enablesogo AS dav_enabled, m.enablesogo AS eas_enabled
--- alias/1,2: mysql
	FROM (
		SELECT min(f.forwarding) AS address
			FROM forwardings f
			WHERE f.address = %{address} AND CAST(LOWER(f.address) AS BINARY) = %{address} AND (f.is_alias + 0 = 1 OR f.is_list + 0 = 1)
			HAVING count(*) = 1 AND min(f.active) = 1
	) c
	STRAIGHT_JOIN mailbox m ON m.username = c.address
	STRAIGHT_JOIN domain d ON d.domain = m.domain

-- Other addresses of a mailbox: aliases and alias accounts with this one goal, which are no mailboxes themselves and in no domain that is switched
-- off.  Each is looked at by itself (count), so that no planner reads another table whole.
--- addresses: postgresql mysql
SELECT f.address
	FROM forwardings f
--- addresses: postgresql
	WHERE f.forwarding = %{address}
--- addresses: mysql
	WHERE f.forwarding = %{address} AND CAST(LOWER(f.forwarding) AS BINARY) = %{address}
--- addresses: postgresql mysql
		AND f.active + 0 = 1 AND (f.is_alias + 0 = 1 OR f.is_list + 0 = 1)
		AND (SELECT count(*) FROM forwardings o WHERE o.address = f.address AND (o.is_alias + 0 = 1 OR o.is_list + 0 = 1)) = 1
		AND (SELECT count(*) FROM mailbox m WHERE m.username = f.address) = 0
--- addresses: postgresql
		AND (SELECT count(*) FROM domain d WHERE d.domain = split_part(f.address, '@', 2) AND (d.active <> 1 OR d.backupmx <> 0)) = 0
--- addresses: mysql
		AND (SELECT count(*) FROM domain d WHERE d.domain = SUBSTRING_INDEX(f.address, '@', -1) AND (d.active <> 1 OR d.backupmx <> 0)) = 0

--- count: postgresql mysql
SELECT (SELECT count(*) FROM domain) AS domains, (SELECT count(*) FROM alias_domain) AS alias_domains,
	(SELECT count(*) FROM mailbox) AS mailboxes
