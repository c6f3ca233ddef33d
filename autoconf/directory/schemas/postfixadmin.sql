-- SPDX-License-Identifier: Apache-2.0
-- PostfixAdmin's tables, checked against its upgrade 1856 (65b10f72, August 2026) and against those without mailbox.smtp_active (before
-- upgrade 1850; Debian 12 ships 3.3.13).  The login is the address.
--
-- An alias domain is a domain as well, the domain ALL stands for a super-admin's rights, and every mailbox has an alias row of its own,
-- with its forwards: aliases are asked after mailboxes.  Not followed: aliases with several targets, aliases of aliases, catch-alls.

--- domains: postgresql
SELECT d.domain, NULL AS canonical
	FROM domain d
	WHERE d.active AND NOT d.backupmx AND d.domain <> 'ALL'
		AND NOT EXISTS (SELECT 1 FROM alias_domain a WHERE a.alias_domain = d.domain AND a.active)
UNION ALL
SELECT a.alias_domain, a.target_domain
	FROM alias_domain a JOIN domain d ON d.domain = a.target_domain
	WHERE a.active AND d.active AND NOT d.backupmx
ORDER BY domain, canonical

--- domains: mysql
SELECT d.domain AS domain, NULL AS canonical
	FROM domain d
	WHERE d.active = 1 AND d.backupmx = 0 AND d.domain <> 'ALL'
		AND NOT EXISTS (SELECT 1 FROM alias_domain a WHERE a.alias_domain = d.domain AND a.active = 1)
UNION ALL
SELECT a.alias_domain, a.target_domain
	FROM alias_domain a JOIN domain d ON d.domain = a.target_domain
	WHERE a.active = 1 AND d.active = 1 AND d.backupmx = 0
ORDER BY domain, canonical

-- Shape 1 has smtp_active, shape 2 has not.  In PostgreSQL mailbox and domain are no join: without statistics a planner might walk all mailboxes
-- in the order of their domains.
--- user: postgresql
SELECT m.username AS mailbox, m.name AS display_name, (m.active AND d.active AND NOT d.backupmx) AS enabled, m.smtp_active AS smtp_enabled
--- user/2: postgresql
SELECT m.username AS mailbox, m.name AS display_name, (m.active AND d.active AND NOT d.backupmx) AS enabled
--- user: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		m.smtp_active AS smtp_enabled
--- user/2: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled
--- user/1,2: mysql
	FROM mailbox m JOIN domain d ON d.domain = m.domain
--- user/1,2: postgresql
	FROM mailbox m
	CROSS JOIN LATERAL (SELECT d.active, d.backupmx FROM domain d WHERE d.domain = m.domain OFFSET 0) d
--- user/1,2: postgresql mysql
	WHERE m.username = %{address}

-- One hop.  Fenced (OFFSET 0, STRAIGHT_JOIN), so that no planner turns it into a scan.
--- alias: postgresql
SELECT m.mailbox, m.display_name, m.enabled, m.smtp_enabled FROM (
--- alias/2: postgresql
SELECT m.mailbox, m.display_name, m.enabled FROM (
--- alias/1,2: postgresql
		SELECT lower(a.goto) AS address
			FROM alias a WHERE a.address = %{address} AND a.active AND position(',' in a.goto) = 0 OFFSET 0
	) c
	CROSS JOIN LATERAL (
--- alias: postgresql
		SELECT m.username AS mailbox, m.name AS display_name, (m.active AND d.active AND NOT d.backupmx) AS enabled,
				m.smtp_active AS smtp_enabled
--- alias/2: postgresql
		SELECT m.username AS mailbox, m.name AS display_name, (m.active AND d.active AND NOT d.backupmx) AS enabled
--- alias/1,2: postgresql
			FROM mailbox m
			CROSS JOIN LATERAL (SELECT d.active, d.backupmx FROM domain d WHERE d.domain = m.domain OFFSET 0) d
			WHERE m.username = c.address OFFSET 0
	) m

-- A collation finds andré for andre: an alias must bear the very address.
--- alias: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		m.smtp_active AS smtp_enabled
--- alias/2: mysql
SELECT m.username AS mailbox, m.name AS display_name, (m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled
--- alias/1,2: mysql
	FROM alias a STRAIGHT_JOIN mailbox m ON m.username = a.goto STRAIGHT_JOIN domain d ON d.domain = m.domain
	WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active = 1 AND a.goto NOT LIKE '%,%'

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves and in no domain that is switched off.  goto has no
-- index: docs/directory.md.  Each is looked at by itself (count), so that no planner reads another table whole.
--- addresses: postgresql
SELECT a.address
	FROM alias a
	WHERE lower(a.goto) = %{address} AND a.active
		AND (SELECT count(*) FROM mailbox m WHERE m.username = a.address) = 0
		AND (SELECT count(*) FROM domain d WHERE d.domain = split_part(a.address, '@', 2) AND (NOT d.active OR d.backupmx)) = 0

--- addresses: mysql
SELECT a.address
	FROM alias a
	WHERE a.goto = %{address} AND CAST(LOWER(a.goto) AS BINARY) = %{address} AND a.active = 1
		AND (SELECT COUNT(*) FROM mailbox m WHERE m.username = a.address) = 0
		AND (SELECT COUNT(*) FROM domain d WHERE d.domain = SUBSTRING_INDEX(a.address, '@', -1) AND (d.active = 0 OR d.backupmx = 1)) = 0

--- count: postgresql mysql
SELECT (SELECT count(*) FROM domain WHERE domain <> 'ALL') AS domains, (SELECT count(*) FROM alias_domain) AS alias_domains,
	(SELECT count(*) FROM mailbox) AS mailboxes
