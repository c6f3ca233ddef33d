-- SPDX-License-Identifier: Apache-2.0
-- The tables of the ISPMail tutorials (workaround.org), on MariaDB and MySQL.  Checked against those for Debian 12.
--
-- There are no names, switches or logins.  virtual_aliases has no key on source: docs/directory.md.
--
-- Collations find other addresses, too: jose's for josé, and with blanks at the end.  The key finds an alias, its bytes decide (CAST).

--- domains: mysql
SELECT name AS domain FROM virtual_domains ORDER BY 1

--- user: mysql
SELECT u.email AS mailbox FROM virtual_users u WHERE u.email = %{address}

--- alias: mysql
SELECT u.email AS mailbox
	FROM (
		SELECT MIN(a.destination) AS address
			FROM virtual_aliases a WHERE a.source = %{address} AND CAST(LOWER(a.source) AS BINARY) = %{address}
			HAVING COUNT(*) = 1
	) c
	STRAIGHT_JOIN virtual_users u ON u.email = c.address

-- Other addresses of a mailbox: aliases with this one goal, which are no mailboxes themselves.  destination has no index either.
--- addresses: mysql
SELECT a.source AS address
	FROM virtual_aliases a
	WHERE a.destination = %{address} AND CAST(LOWER(a.destination) AS BINARY) = %{address}
		AND (SELECT COUNT(*) FROM virtual_aliases o WHERE o.source = a.source) = 1
		AND (SELECT COUNT(*) FROM virtual_users u WHERE u.email = a.source) = 0

--- count: mysql
SELECT (SELECT COUNT(*) FROM virtual_domains) AS domains, (SELECT COUNT(*) FROM virtual_users) AS mailboxes
