-- SPDX-License-Identifier: Apache-2.0
-- ISPConfig 3, on MariaDB and MySQL.  Checked against the tables of 2025-03 (c44e422).
--
-- A login may be another name than the address; each person's hosts are their server.  mail_forwarding has a key on (server_id, source)
-- alone, so it is entered through the few rows of server.  Its destination is a list by commas or lines; an alias domain is a row from
-- "@alias" to "@target", and stands in mail_domain besides.  An address with several rows is a group, also when only one is switched on.
--
-- Collations find other addresses, too: jose's for josé, and with blanks at the end.  The key finds an alias, its bytes decide (CAST).

--- domains: mysql
SELECT d.domain, NULL AS canonical
	FROM mail_domain d
	WHERE d.active = 'y' AND NOT EXISTS (
		SELECT 1 FROM mail_forwarding f
			WHERE f.server_id = d.server_id AND f.source = CONCAT('@', d.domain) AND f.type = 'aliasdomain' AND f.active = 'y')
UNION
SELECT SUBSTRING(f.source, 2), SUBSTRING(f.destination, 2)
	FROM mail_forwarding f JOIN mail_domain d ON d.server_id = f.server_id AND d.domain = SUBSTRING(f.destination, 2)
	WHERE f.type = 'aliasdomain' AND f.active = 'y' AND d.active = 'y'
ORDER BY 1

--- user: mysql
SELECT m.email AS mailbox, m.login, m.name AS display_name, (m.postfix = 'y' AND d.active = 'y') AS enabled,
		m.disableimap = 'n' AS imap_enabled, m.disablepop3 = 'n' AS pop3_enabled, m.disablesmtp = 'n' AS smtp_enabled,
		m.disablesieve = 'n' AS sieve_enabled, s.server_name AS imap_host, s.server_name AS pop3_host, s.server_name AS smtp_host,
		s.server_name AS sieve_host
	FROM mail_user m
	STRAIGHT_JOIN mail_domain d ON d.server_id = m.server_id AND d.domain = %{domain}
	STRAIGHT_JOIN server s ON s.server_id = m.server_id
	WHERE m.email = %{address}

--- alias: mysql
SELECT m.email AS mailbox, m.login, m.name AS display_name, (m.postfix = 'y' AND d.active = 'y') AS enabled,
		m.disableimap = 'n' AS imap_enabled, m.disablepop3 = 'n' AS pop3_enabled, m.disablesmtp = 'n' AS smtp_enabled,
		m.disablesieve = 'n' AS sieve_enabled, s.server_name AS imap_host, s.server_name AS pop3_host, s.server_name AS smtp_host,
		s.server_name AS sieve_host
	FROM (
		SELECT MIN(f.destination) AS address
			FROM server few_servers STRAIGHT_JOIN mail_forwarding f ON f.server_id = few_servers.server_id AND f.source = %{address}
			WHERE few_servers.mail_server = 1 AND CAST(LOWER(f.source) AS BINARY) = %{address}
			HAVING COUNT(*) = 1 AND MIN(f.active = 'y' AND f.type IN ('alias', 'forward')) = 1
	) c
	STRAIGHT_JOIN mail_user m ON m.email = c.address
	STRAIGHT_JOIN mail_domain d ON d.server_id = m.server_id AND d.domain = SUBSTRING_INDEX(m.email, '@', -1)
	STRAIGHT_JOIN server s ON s.server_id = m.server_id

-- Other addresses of a mailbox: aliases and forwards with this one goal, which are no mailboxes themselves and in no domain that is switched off.
-- destination has no index: docs/directory.md.
--- addresses: mysql
SELECT f.source AS address
	FROM mail_forwarding f
	WHERE f.destination = %{address} AND CAST(LOWER(f.destination) AS BINARY) = %{address} AND f.active = 'y' AND f.type IN ('alias', 'forward')
		AND (
			SELECT COUNT(*)
				FROM server few_servers STRAIGHT_JOIN mail_forwarding o ON o.server_id = few_servers.server_id AND o.source = f.source
				WHERE few_servers.mail_server = 1
		) = 1
		AND (SELECT COUNT(*) FROM mail_user m WHERE m.email = f.source) = 0
		AND (SELECT COUNT(*) FROM mail_domain d WHERE d.domain = SUBSTRING_INDEX(f.source, '@', -1) AND d.active <> 'y') = 0

--- logins: mysql
SELECT 1 AS found FROM mail_user WHERE login NOT IN ('', email) LIMIT 1

--- count: mysql
SELECT (SELECT COUNT(*) FROM mail_domain) AS domains,
	(SELECT COUNT(*) FROM mail_forwarding WHERE type = 'aliasdomain') AS alias_domains, (SELECT COUNT(*) FROM mail_user) AS mailboxes
