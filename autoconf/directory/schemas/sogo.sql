-- SPDX-License-Identifier: Apache-2.0
-- A view as SOGo reads people from (SOGoUserSources, type sql), in any database.  Checked against SOGo's documentation of 2026-04, and its
-- views by iRedMail and mailcow.
--
-- Its columns c_uid, c_cn and mail must be there; c_name and c_password are not read.  Further columns are named by the settings, and NULL
-- where they are not.  c_uid may be an address besides mail.  The domains are those of the addresses: docs/directory.md tells the cost.

-- A part is cut off each address, and no more is done for each; fenced (OFFSET 0), so that a planner expects few domains and hashes them,
-- where it would sort a row for each person.
--- domains: postgresql
SELECT DISTINCT lower(c.part) AS domain
	FROM (SELECT DISTINCT d.part FROM (SELECT split_part(mail, '@', 2) AS part FROM %{sogo.view} OFFSET 0) d OFFSET 0) c
	WHERE c.part <> '' ORDER BY 1

--- domains: mysql
SELECT DISTINCT LOWER(d.part) AS domain
	FROM (SELECT DISTINCT SUBSTRING_INDEX(mail, '@', -1) AS part FROM %{sogo.view} WHERE mail LIKE '%@%') d
	WHERE d.part <> '' ORDER BY 1

--- domains: sqlite
SELECT DISTINCT lower(d.part) AS domain
	FROM (SELECT DISTINCT substr(mail, instr(mail, '@') + 1) AS part FROM %{sogo.view} WHERE mail LIKE '%@%') d
	WHERE d.part <> '' ORDER BY 1

--- user: sqlite postgresql mysql
SELECT mail AS mailbox, %{sogo.login_column} AS login, c_cn AS display_name, lower(replace(%{sogo.language_column}, '_', '-')) AS language,
		%{sogo.imap_host_column} AS imap_host, %{sogo.sieve_host_column} AS sieve_host
	FROM %{sogo.view} WHERE mail = %{address}

--- alias: sqlite postgresql
SELECT mail AS mailbox, %{sogo.login_column} AS login, c_cn AS display_name, lower(replace(%{sogo.language_column}, '_', '-')) AS language,
		%{sogo.imap_host_column} AS imap_host, %{sogo.sieve_host_column} AS sieve_host
	FROM %{sogo.view} WHERE c_uid = %{address}

-- Collations find other addresses, too: jose's for josé.  The key finds a row, its bytes decide (CAST).
--- alias: mysql
SELECT mail AS mailbox, %{sogo.login_column} AS login, c_cn AS display_name, lower(replace(%{sogo.language_column}, '_', '-')) AS language,
		%{sogo.imap_host_column} AS imap_host, %{sogo.sieve_host_column} AS sieve_host
	FROM %{sogo.view} WHERE c_uid = %{address} AND CAST(LOWER(c_uid) AS BINARY) = %{address}

-- The other address of a person is c_uid, where it is one and nobody else's.
--- addresses: sqlite postgresql mysql
SELECT v.c_uid AS address
	FROM %{sogo.view} v
	WHERE v.mail = %{address} AND (SELECT count(*) FROM %{sogo.view} o WHERE o.mail = v.c_uid) = 0
		AND (SELECT count(*) FROM %{sogo.view} o WHERE o.c_uid = v.c_uid) = 1

--- logins: sqlite postgresql mysql
SELECT 1 AS found FROM %{sogo.view} WHERE %{sogo.login_column} <> mail LIMIT 1

--- count: sqlite postgresql mysql
SELECT COUNT(*) AS mailboxes FROM %{sogo.view}
