-- SPDX-License-Identifier: Apache-2.0
-- ViMbAdmin 3, on MariaDB and MySQL.  Checked against the tables of 2023-02 (7189f86): as its mapping makes them; without directory_entry;
-- without mailbox.delete_pending, too; and without mailbox.access_restriction, too.
--
-- mailbox.access_restriction is "ALL" or a list of SMTP, IMAP, POP3 and SIEVE, as its documented Dovecot query looks for them.  Each mailbox
-- has an alias row of its own.  A database that began as the project's old dump has no key on mailbox.username: docs/directory.md.
--
-- Collations find other addresses, too: jose's for josé, and with blanks at the end.  The key finds an alias, its bytes decide (CAST).

--- domains: mysql
SELECT d.domain FROM domain d WHERE d.active = 1 AND d.backupmx = 0 ORDER BY 1

--- user: mysql
SELECT m.username AS mailbox, COALESCE(NULLIF(e.displayName, ''), m.name) AS display_name, LOWER(e.preferredLanguage) AS language,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0 AND COALESCE(m.delete_pending, 0) = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM mailbox m STRAIGHT_JOIN domain d ON d.id = m.Domain_id
	LEFT JOIN directory_entry e ON e.mailbox_id = m.id
	WHERE m.username = %{address}

--- user/2: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0 AND COALESCE(m.delete_pending, 0) = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM mailbox m STRAIGHT_JOIN domain d ON d.id = m.Domain_id
	WHERE m.username = %{address}

--- user/3: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM mailbox m STRAIGHT_JOIN domain d ON d.id = m.Domain_id
	WHERE m.username = %{address}

--- user/4: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled
	FROM mailbox m STRAIGHT_JOIN domain d ON d.id = m.Domain_id
	WHERE m.username = %{address}

--- alias: mysql
SELECT m.username AS mailbox, COALESCE(NULLIF(e.displayName, ''), m.name) AS display_name, LOWER(e.preferredLanguage) AS language,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0 AND COALESCE(m.delete_pending, 0) = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM (
		SELECT a.goto AS address
			FROM alias a
			WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active = 1 AND a.goto NOT LIKE '%,%'
	) c
	STRAIGHT_JOIN mailbox m ON m.username = c.address
	STRAIGHT_JOIN domain d ON d.id = m.Domain_id
	LEFT JOIN directory_entry e ON e.mailbox_id = m.id

--- alias/2: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0 AND COALESCE(m.delete_pending, 0) = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM (
		SELECT a.goto AS address
			FROM alias a
			WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active = 1 AND a.goto NOT LIKE '%,%'
	) c
	STRAIGHT_JOIN mailbox m ON m.username = c.address
	STRAIGHT_JOIN domain d ON d.id = m.Domain_id

--- alias/3: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%IMAP%') AS imap_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%POP3%') AS pop3_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SMTP%') AS smtp_enabled,
		(m.access_restriction = 'ALL' OR m.access_restriction LIKE '%SIEVE%') AS sieve_enabled
	FROM (
		SELECT a.goto AS address
			FROM alias a
			WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active = 1 AND a.goto NOT LIKE '%,%'
	) c
	STRAIGHT_JOIN mailbox m ON m.username = c.address
	STRAIGHT_JOIN domain d ON d.id = m.Domain_id

--- alias/4: mysql
SELECT m.username AS mailbox, m.name AS display_name,
		(m.active = 1 AND d.active = 1 AND d.backupmx = 0) AS enabled
	FROM (
		SELECT a.goto AS address
			FROM alias a
			WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.active = 1 AND a.goto NOT LIKE '%,%'
	) c
	STRAIGHT_JOIN mailbox m ON m.username = c.address
	STRAIGHT_JOIN domain d ON d.id = m.Domain_id

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves and in no domain that is switched off.  goto has no
-- index: docs/directory.md.
--- addresses: mysql
SELECT a.address
	FROM alias a
	WHERE a.goto = %{address} AND CAST(LOWER(a.goto) AS BINARY) = %{address} AND a.active = 1
		AND (SELECT COUNT(*) FROM mailbox m WHERE m.username = a.address) = 0
		AND (SELECT COUNT(*) FROM domain d WHERE d.domain = SUBSTRING_INDEX(a.address, '@', -1) AND (d.active = 0 OR d.backupmx = 1)) = 0

--- count: mysql
SELECT (SELECT COUNT(*) FROM domain) AS domains, (SELECT COUNT(*) FROM mailbox) AS mailboxes
