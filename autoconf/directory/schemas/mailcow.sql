-- SPDX-License-Identifier: Apache-2.0
-- mailcow: dockerized, on its MariaDB.  Checked against the tables of 2026-08 (database version 19022026_1220), and those before
-- domain.relay_unknown_only (2020).
--
-- mailbox.active and alias.active: 0 off, 1 on, 2 "disallow login": mail comes in, nobody logs in.  mailbox.kind: '' is a person, anything
-- else a room or a thing.  mailbox.attributes is JSON whose values are the strings "0" and "1"; what is missing in it is allowed.  Each
-- mailbox has an alias row of its own, an alias domain one from "@alias" to "@target", and a catch-all is "@domain".
--
-- Collations find other addresses, too: jose's for josé, and with blanks at the end.  The key finds an alias, its bytes decide (CAST).

--- domains: mysql
SELECT d.domain, NULL AS canonical FROM domain d WHERE d.active = 1 AND (d.backupmx = 0 OR d.relay_unknown_only = 1)
UNION ALL
SELECT a.alias_domain, a.target_domain
	FROM alias_domain a JOIN domain d ON d.domain = a.target_domain
	WHERE a.active = 1 AND d.active = 1 AND (d.backupmx = 0 OR d.relay_unknown_only = 1)
ORDER BY 1

--- domains/2: mysql
SELECT d.domain, NULL AS canonical FROM domain d WHERE d.active = 1 AND d.backupmx = 0
UNION ALL
SELECT a.alias_domain, a.target_domain
	FROM alias_domain a JOIN domain d ON d.domain = a.target_domain
	WHERE a.active = 1 AND d.active = 1 AND d.backupmx = 0
ORDER BY 1

--- user: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1) AS enabled,
		JSON_VALUE(m.attributes, '$.imap_access') AS imap_enabled, JSON_VALUE(m.attributes, '$.pop3_access') AS pop3_enabled,
		JSON_VALUE(m.attributes, '$.smtp_access') AS smtp_enabled, JSON_VALUE(m.attributes, '$.sieve_access') AS sieve_enabled,
		JSON_VALUE(m.attributes, '$.dav_access') AS dav_enabled, JSON_VALUE(m.attributes, '$.eas_access') AS eas_enabled
	FROM mailbox m STRAIGHT_JOIN domain d ON d.domain = m.domain
	WHERE m.username = %{address} AND m.kind = ''

-- One hop.
--- alias: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1) AS enabled,
		JSON_VALUE(m.attributes, '$.imap_access') AS imap_enabled, JSON_VALUE(m.attributes, '$.pop3_access') AS pop3_enabled,
		JSON_VALUE(m.attributes, '$.smtp_access') AS smtp_enabled, JSON_VALUE(m.attributes, '$.sieve_access') AS sieve_enabled,
		JSON_VALUE(m.attributes, '$.dav_access') AS dav_enabled, JSON_VALUE(m.attributes, '$.eas_access') AS eas_enabled
	FROM alias a STRAIGHT_JOIN mailbox m ON m.username = a.goto STRAIGHT_JOIN domain d ON d.domain = m.domain
	WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active IN (1, 2) AND a.goto NOT LIKE '%,%'
		AND m.kind = ''

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves and in no domain that is switched off, and whose
-- owner may send as them.  Shape 2 is without sender_allowed.  goto has no index: docs/directory.md.
--- addresses/1,2: mysql
SELECT a.address
	FROM alias a
	WHERE a.goto = %{address} AND CAST(LOWER(a.goto) AS BINARY) = %{address} AND a.active IN (1, 2)
--- addresses: mysql
		AND a.sender_allowed = 1
--- addresses/1,2: mysql
		AND (SELECT COUNT(*) FROM mailbox m WHERE m.username = a.address) = 0
		AND (SELECT COUNT(*) FROM domain d WHERE d.domain = SUBSTRING_INDEX(a.address, '@', -1) AND d.active <> 1) = 0

--- count: mysql
SELECT (SELECT COUNT(*) FROM domain) AS domains, (SELECT COUNT(*) FROM alias_domain) AS alias_domains,
	(SELECT COUNT(*) FROM mailbox WHERE kind = '') AS mailboxes
