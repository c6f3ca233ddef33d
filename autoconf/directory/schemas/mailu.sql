-- SPDX-License-Identifier: Apache-2.0
-- Mailu's tables on PostgreSQL, MariaDB and SQLite, checked against revision 31f40da48c01 of its migrations (bbb1c206, July 2026) and against
-- those before it (release 2024.06), whose aliases can neither be disabled nor have an owner.  The login is the address.
--
-- Domains cannot be switched off; an alternative is an alias domain.  An alias whose owner is disabled is off too.  Not followed: aliases with
-- several targets, wildcards (LIKE patterns, kept as addresses), aliases of aliases.

--- domains: sqlite postgresql mysql
SELECT d.name AS domain, NULL AS canonical FROM domain d
UNION ALL
SELECT a.name, a.domain_name FROM alternative a WHERE a.domain_name IS NOT NULL
ORDER BY domain, canonical

--- user: sqlite postgresql mysql
SELECT u.email AS mailbox, u.displayed_name AS display_name, u.enabled, u.enable_imap AS imap_enabled, u.enable_pop AS pop3_enabled
--- user: sqlite postgresql
	FROM "user" u
--- user: mysql
	FROM `user` u
--- user: sqlite postgresql mysql
	WHERE u.email = %{address}

-- Shape 1 has alias.disabled and alias.owner_email, shape 2 has neither.
-- One hop.
--- alias/1,2: postgresql
SELECT u.mailbox, u.display_name, u.enabled, u.imap_enabled, u.pop3_enabled FROM (
		SELECT lower(a.destination) AS address
			FROM alias a
			WHERE a.email = %{address} AND NOT a.wildcard AND position(',' in a.destination) = 0
--- alias: postgresql
				AND NOT a.disabled AND (a.owner_email IS NULL OR EXISTS (SELECT 1 FROM "user" o WHERE o.email = a.owner_email AND o.enabled))
--- alias/1,2: postgresql
		OFFSET 0
	) c
	CROSS JOIN LATERAL (
		SELECT u.email AS mailbox, u.displayed_name AS display_name, u.enabled, u.enable_imap AS imap_enabled, u.enable_pop AS pop3_enabled
			FROM "user" u WHERE u.email = c.address OFFSET 0
	) u

--- alias/1,2: sqlite
SELECT u.email AS mailbox, u.displayed_name AS display_name, u.enabled, u.enable_imap AS imap_enabled, u.enable_pop AS pop3_enabled
	FROM alias a CROSS JOIN "user" u ON u.email = lower(a.destination)
	WHERE a.email = %{address} AND NOT a.wildcard AND a.destination NOT LIKE '%,%'
--- alias: sqlite
		AND NOT a.disabled AND (a.owner_email IS NULL OR EXISTS (SELECT 1 FROM "user" o WHERE o.email = a.owner_email AND o.enabled))

-- A collation finds andré for andre: an alias must bear the very address.
--- alias/1,2: mysql
SELECT u.email AS mailbox, u.displayed_name AS display_name, u.enabled, u.enable_imap AS imap_enabled, u.enable_pop AS pop3_enabled
	FROM alias a STRAIGHT_JOIN `user` u ON u.email = a.destination
	WHERE a.email = %{address} AND CAST(LOWER(a.email) AS BINARY) = %{address} AND NOT a.wildcard AND a.destination NOT LIKE '%,%'
--- alias: mysql
		AND NOT a.disabled AND (a.owner_email IS NULL OR EXISTS (SELECT 1 FROM `user` o WHERE o.email = a.owner_email AND o.enabled))

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves.  destination has no index: docs/directory.md.
--- addresses/1,2: sqlite postgresql mysql
SELECT a.email AS address
	FROM alias a
--- addresses/1,2: sqlite postgresql
	WHERE lower(a.destination) = %{address} AND NOT a.wildcard AND (SELECT count(*) FROM "user" u WHERE u.email = a.email) = 0
--- addresses: sqlite postgresql
		AND NOT a.disabled AND (a.owner_email IS NULL OR (SELECT count(*) FROM "user" o WHERE o.email = a.owner_email AND o.enabled) = 1)
--- addresses/1,2: mysql
	WHERE a.destination = %{address} AND CAST(LOWER(a.destination) AS BINARY) = %{address} AND NOT a.wildcard
		AND (SELECT count(*) FROM `user` u WHERE u.email = a.email) = 0
--- addresses: mysql
		AND NOT a.disabled AND (a.owner_email IS NULL OR (SELECT count(*) FROM `user` o WHERE o.email = a.owner_email AND o.enabled) = 1)

--- count: sqlite postgresql mysql
SELECT (SELECT count(*) FROM domain) AS domains, (SELECT count(*) FROM alternative) AS alias_domains,
--- count: sqlite postgresql
	(SELECT count(*) FROM "user") AS mailboxes
--- count: mysql
	(SELECT count(*) FROM `user`) AS mailboxes
