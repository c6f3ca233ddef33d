-- SPDX-License-Identifier: Apache-2.0
-- The tables of jeboehm's docker-mailserver and its mailserver-admin on PostgreSQL and MariaDB, checked against mailserver-admin 5.18.1
-- (d8bf57d, August 2026); they have been the same since 2018.  The login is the address.
--
-- There are no names, no alias domains, and no switch for a domain.  Who may only send has neither IMAP nor POP3.  An alias has a row for each
-- target.  Not followed: aliases with several targets, aliases of aliases, catch-alls.

--- domains: postgresql mysql
SELECT d.name AS domain FROM mail_domains d ORDER BY d.name

--- user: postgresql
SELECT u.name || '@' || d.name AS mailbox, u.enabled, NOT u.send_only AS imap_enabled, NOT u.send_only AS pop3_enabled
--- user: mysql
SELECT concat(u.name, '@', d.name) AS mailbox, u.enabled, NOT u.send_only AS imap_enabled, NOT u.send_only AS pop3_enabled
--- user: postgresql mysql
	FROM mail_domains d JOIN mail_users u ON u.domain_id = d.id
	WHERE d.name = %{domain} AND u.name = %{local}

-- The order is that of the index over domain, name and destination: whatever the statistics say, it is taken and not the one over the domain alone.
--- alias: postgresql
SELECT u.mailbox, u.enabled, u.imap_enabled, u.pop3_enabled FROM (
		SELECT lower(min(a.destination)) AS address
			FROM mail_domains d
			CROSS JOIN LATERAL (
				SELECT destination FROM mail_aliases WHERE domain_id = d.id AND name = %{local} ORDER BY destination LIMIT 2
			) a
			WHERE d.name = %{domain}
			HAVING count(*) = 1
		OFFSET 0
	) c
	CROSS JOIN LATERAL (
		SELECT u.name || '@' || d.name AS mailbox, u.enabled, NOT u.send_only AS imap_enabled, NOT u.send_only AS pop3_enabled
			FROM mail_domains d JOIN mail_users u ON u.domain_id = d.id
			WHERE d.name = split_part(c.address, '@', 2) AND u.name = split_part(c.address, '@', 1) OFFSET 0
	) u

-- A collation finds andré for andre: an alias must bear the very address.
--- alias: mysql
SELECT concat(u.name, '@', d.name) AS mailbox, u.enabled, NOT u.send_only AS imap_enabled, NOT u.send_only AS pop3_enabled
	FROM (
		SELECT min(a.destination) AS address
			FROM mail_domains d STRAIGHT_JOIN mail_aliases a ON a.domain_id = d.id
			WHERE d.name = %{domain} AND a.name = %{local} AND CAST(LOWER(a.name) AS BINARY) = %{local}
			HAVING count(*) = 1
	) c
	STRAIGHT_JOIN mail_domains d ON d.name = substring_index(c.address, '@', -1)
	STRAIGHT_JOIN mail_users u ON u.domain_id = d.id AND u.name = substring_index(c.address, '@', 1)

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves.  destination has no index: docs/directory.md.
--- addresses: postgresql
SELECT a.name || '@' || (SELECT d.name FROM mail_domains d WHERE d.id = a.domain_id) AS address
	FROM mail_aliases a
	WHERE lower(a.destination) = %{address}
		AND (
			SELECT count(*)
				FROM (SELECT destination FROM mail_aliases WHERE domain_id = a.domain_id AND name = a.name ORDER BY destination LIMIT 2) o
		) = 1
		AND (SELECT count(*) FROM mail_users u WHERE u.name = a.name AND u.domain_id = a.domain_id) = 0

--- addresses: mysql
SELECT concat(a.name, '@', (SELECT d.name FROM mail_domains d WHERE d.id = a.domain_id)) AS address
	FROM mail_aliases a
	WHERE a.destination = %{address} AND CAST(LOWER(a.destination) AS BINARY) = %{address}
		AND (SELECT count(*) FROM mail_aliases o WHERE o.domain_id = a.domain_id AND o.name = a.name) = 1
		AND (SELECT count(*) FROM mail_users u WHERE u.name = a.name AND u.domain_id = a.domain_id) = 0

--- count: postgresql mysql
SELECT (SELECT count(*) FROM mail_domains) AS domains, (SELECT count(*) FROM mail_users) AS mailboxes
