-- SPDX-License-Identifier: Apache-2.0
-- Modoboa's tables on PostgreSQL and MariaDB, checked against release 2.9.3 (9ec7497, August 2026) and against those before 2.2, which have no
-- admin_mailbox.is_send_only.
--
-- The login is the address: Dovecot asks for core_user.email, whatever the person signs in to Modoboa with (username).  admin_mailbox.address is the
-- local part alone and has no index: mailboxes are found through their users.  Who may only send has neither IMAP nor POP3.  Aliases with
-- `internal` are Modoboa's own.  Not followed: aliases with several targets, expired ones, aliases of aliases, catch-alls.

--- domains: postgresql
SELECT d.name AS domain, NULL AS canonical FROM admin_domain d WHERE d.enabled AND d.type = 'domain'
UNION ALL
SELECT a.name, d.name
	FROM admin_domainalias a JOIN admin_domain d ON d.id = a.target_id
	WHERE a.enabled AND d.enabled AND d.type = 'domain'
ORDER BY domain, canonical

--- domains: mysql
SELECT d.name AS domain, NULL AS canonical FROM admin_domain d WHERE d.enabled = 1 AND d.type = 'domain'
UNION ALL
SELECT a.name, d.name
	FROM admin_domainalias a JOIN admin_domain d ON d.id = a.target_id
	WHERE a.enabled = 1 AND d.enabled = 1 AND d.type = 'domain'
ORDER BY domain, canonical

-- Shape 1 has is_send_only, shape 2 has not.  In PostgreSQL the tables are no join: without statistics a planner would read one of them whole.
--- user: postgresql
SELECT m.address || '@' || d.name AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled,
		NOT m.is_send_only AS imap_enabled, NOT m.is_send_only AS pop3_enabled
--- user/2: postgresql
SELECT m.address || '@' || d.name AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled
--- user/1,2: postgresql
	FROM core_user u
--- user: postgresql
	CROSS JOIN LATERAL (SELECT m.address, m.domain_id, m.is_send_only FROM admin_mailbox m WHERE m.user_id = u.id OFFSET 0) m
--- user/2: postgresql
	CROSS JOIN LATERAL (SELECT m.address, m.domain_id FROM admin_mailbox m WHERE m.user_id = u.id OFFSET 0) m
--- user/1,2: postgresql
	CROSS JOIN LATERAL (SELECT d.name, d.enabled, d.type FROM admin_domain d WHERE d.id = m.domain_id OFFSET 0) d
	WHERE u.email = %{address}

--- user: mysql
SELECT concat(m.address, '@', d.name) AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled,
		NOT m.is_send_only AS imap_enabled, NOT m.is_send_only AS pop3_enabled
--- user/2: mysql
SELECT concat(m.address, '@', d.name) AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled
--- user/1,2: mysql
	FROM core_user u JOIN admin_mailbox m ON m.user_id = u.id JOIN admin_domain d ON d.id = m.domain_id
	WHERE u.email = %{address}

-- One hop.  An expired alias is nobody's.
--- alias: postgresql
SELECT m.mailbox, m.display_name, m.language, m.enabled, m.imap_enabled, m.pop3_enabled FROM (
--- alias/2: postgresql
SELECT m.mailbox, m.display_name, m.language, m.enabled FROM (
--- alias/1,2: postgresql
		SELECT max(r.r_mailbox_id) AS id
			FROM admin_alias a
			CROSS JOIN LATERAL (SELECT r.r_mailbox_id FROM modoboa_admin_aliasrecipient r WHERE r.alias_id = a.id OFFSET 0) r
			WHERE a.address = %{address} AND NOT a.internal AND a.enabled AND (a.expire_at IS NULL OR a.expire_at > now())
			HAVING count(*) = 1 OFFSET 0
	) c
	CROSS JOIN LATERAL (
--- alias: postgresql
		SELECT m.address || '@' || d.name AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
				lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled,
				NOT m.is_send_only AS imap_enabled, NOT m.is_send_only AS pop3_enabled
--- alias/2: postgresql
		SELECT m.address || '@' || d.name AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
				lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled
--- alias/1,2: postgresql
			FROM admin_mailbox m
			CROSS JOIN LATERAL (SELECT u.first_name, u.last_name, u.language, u.is_active FROM core_user u WHERE u.id = m.user_id OFFSET 0) u
			CROSS JOIN LATERAL (SELECT d.name, d.enabled, d.type FROM admin_domain d WHERE d.id = m.domain_id OFFSET 0) d
			WHERE m.id = c.id OFFSET 0
	) m

-- A collation finds andré for andre: an alias must bear the very address.
--- alias: mysql
SELECT concat(m.address, '@', d.name) AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled,
		NOT m.is_send_only AS imap_enabled, NOT m.is_send_only AS pop3_enabled
--- alias/2: mysql
SELECT concat(m.address, '@', d.name) AS mailbox, trim(concat(u.first_name, ' ', u.last_name)) AS display_name,
		lower(replace(u.language, '_', '-')) AS language, (u.is_active AND d.enabled AND d.type = 'domain') AS enabled
--- alias/1,2: mysql
	FROM (
		SELECT max(r.r_mailbox_id) AS id
			FROM admin_alias a STRAIGHT_JOIN modoboa_admin_aliasrecipient r ON r.alias_id = a.id
			WHERE a.address = %{address} AND CAST(LOWER(a.address) AS BINARY) = %{address} AND a.internal = 0 AND a.enabled = 1
				AND (a.expire_at IS NULL OR a.expire_at > utc_timestamp(6))
			HAVING count(*) = 1
	) c
	STRAIGHT_JOIN admin_mailbox m ON m.id = c.id
	STRAIGHT_JOIN core_user u ON u.id = m.user_id
	STRAIGHT_JOIN admin_domain d ON d.id = m.domain_id

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves and in no domain that is switched off.
--- addresses: postgresql
SELECT a.address
	FROM core_user u
	CROSS JOIN LATERAL (SELECT m.id FROM admin_mailbox m WHERE m.user_id = u.id OFFSET 0) m
	CROSS JOIN LATERAL (SELECT r.alias_id FROM modoboa_admin_aliasrecipient r WHERE r.r_mailbox_id = m.id OFFSET 0) r
	CROSS JOIN LATERAL (
		SELECT a.address
			FROM admin_alias a
			WHERE a.id = r.alias_id AND NOT a.internal AND a.enabled AND (a.expire_at IS NULL OR a.expire_at > now()) OFFSET 0
	) a
	WHERE u.email = %{address}
		AND (SELECT count(*) FROM modoboa_admin_aliasrecipient o WHERE o.alias_id = r.alias_id) = 1
		AND (
			SELECT count(*)
				FROM core_user n
				CROSS JOIN LATERAL (SELECT x.id FROM admin_mailbox x WHERE x.user_id = n.id OFFSET 0) x
				WHERE n.email = a.address
		) = 0
		AND (SELECT count(*) FROM admin_domain d WHERE d.name = split_part(a.address, '@', 2) AND NOT (d.enabled AND d.type = 'domain')) = 0

--- addresses: mysql
SELECT a.address
	FROM core_user u
	STRAIGHT_JOIN admin_mailbox m ON m.user_id = u.id
	STRAIGHT_JOIN modoboa_admin_aliasrecipient r ON r.r_mailbox_id = m.id
	STRAIGHT_JOIN admin_alias a ON a.id = r.alias_id
	WHERE u.email = %{address} AND CAST(LOWER(u.email) AS BINARY) = %{address} AND a.internal = 0 AND a.enabled = 1
		AND (a.expire_at IS NULL OR a.expire_at > utc_timestamp(6))
		AND (SELECT count(*) FROM modoboa_admin_aliasrecipient o WHERE o.alias_id = r.alias_id) = 1
		AND (SELECT count(*) FROM core_user n STRAIGHT_JOIN admin_mailbox x ON x.user_id = n.id WHERE n.email = a.address) = 0
		AND (SELECT count(*) FROM admin_domain d WHERE d.name = SUBSTRING_INDEX(a.address, '@', -1) AND NOT (d.enabled AND d.type = 'domain')) = 0

--- count: postgresql mysql
SELECT (SELECT count(*) FROM admin_domain) AS domains, (SELECT count(*) FROM admin_domainalias) AS alias_domains,
	(SELECT count(*) FROM admin_mailbox) AS mailboxes
