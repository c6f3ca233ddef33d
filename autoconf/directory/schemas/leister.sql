-- SPDX-License-Identifier: Apache-2.0
-- The tables "vmail" of Thomas Leister's tutorials, on MariaDB and MySQL.  Checked against those with and without catch-alls
-- (aliases.source_username NULL).
--
-- Flags may be NULL, which is off.  An account that may only send is not found by the tutorial's Dovecot: it has no IMAP and no POP3.
--
-- Collations find other addresses, too: jose's for josé, and with blanks at the end.  The key finds an alias, its bytes decide (CAST).

--- domains: mysql
SELECT domain FROM domains ORDER BY 1

--- user: mysql
SELECT CONCAT(a.username, '@', a.domain) AS mailbox, a.enabled IS TRUE AS enabled, a.sendonly IS NOT TRUE AS imap_enabled,
		a.sendonly IS NOT TRUE AS pop3_enabled, a.sendonly IS NOT TRUE AS sieve_enabled
	FROM accounts a WHERE a.username = %{local} AND a.domain = %{domain}

--- alias: mysql
SELECT CONCAT(a.username, '@', a.domain) AS mailbox, a.enabled IS TRUE AS enabled, a.sendonly IS NOT TRUE AS imap_enabled,
		a.sendonly IS NOT TRUE AS pop3_enabled, a.sendonly IS NOT TRUE AS sieve_enabled
	FROM (
		SELECT MIN(x.destination_username) AS local, MIN(x.destination_domain) AS domain
			FROM aliases x
			WHERE x.source_username = %{local} AND x.source_domain = %{domain} AND CAST(LOWER(x.source_username) AS BINARY) = %{local}
			HAVING COUNT(*) = 1 AND MIN(x.enabled) = 1
	) c
	STRAIGHT_JOIN accounts a ON a.username = c.local AND a.domain = c.domain

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves.  Goals have no index: docs/directory.md.
--- addresses: mysql
SELECT CONCAT(x.source_username, '@', x.source_domain) AS address
	FROM aliases x
	WHERE x.destination_username = %{local} AND x.destination_domain = %{domain} AND CAST(LOWER(x.destination_username) AS BINARY) = %{local}
		AND x.enabled = 1
		AND (SELECT COUNT(*) FROM aliases o WHERE o.source_username = x.source_username AND o.source_domain = x.source_domain) = 1
		AND (SELECT COUNT(*) FROM accounts a WHERE a.username = x.source_username AND a.domain = x.source_domain) = 0

--- count: mysql
SELECT (SELECT COUNT(*) FROM domains) AS domains, (SELECT COUNT(*) FROM accounts) AS mailboxes
