-- SPDX-License-Identifier: Apache-2.0
-- Keycloak's own tables, on PostgreSQL, MariaDB and MySQL.  The columns here were found in its change
-- logs and in dumps of several releases up to 26; no Keycloak was run.
--
-- For realms that own the mail users; people of another user storage, not imported, are not in these tables.  REALM_ID is the realm's
-- identifier, not its name.  E-mail addresses are in lower case; where a realm allows duplicates, those of two people are nobody's.  On MySQL
-- the names are in upper case, and flags are BIT(1), which only an expression turns into a number.  An attribute has a row for each value;
-- a person's are found by the person (the || and CONCAT keep planners from the key on the name).

-- A part is cut off each address, and no more is done for each; fenced (OFFSET 0), so that a planner expects few domains and hashes them,
-- where it would sort a row for each person.
--- domains: postgresql
SELECT DISTINCT d.domain
	FROM (
		SELECT split_part(u.email, '@', 2) AS domain
			FROM realm r JOIN user_entity u ON u.realm_id = r.id
			WHERE r.name = %{keycloak.realm} AND u.service_account_client_link IS NULL
			OFFSET 0
	) d
	WHERE d.domain <> '' ORDER BY 1

--- domains: mysql
SELECT DISTINCT SUBSTRING_INDEX(u.EMAIL, '@', -1) AS domain
	FROM REALM r JOIN USER_ENTITY u ON u.REALM_ID = r.ID
	WHERE r.NAME = %{keycloak.realm} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL AND u.EMAIL LIKE '%@%'
	ORDER BY 1

--- user: postgresql
SELECT u.email AS mailbox, u.%{keycloak.login_column} AS login, concat_ws(' ', u.first_name, u.last_name) AS display_name,
		(u.enabled AND r.enabled) AS enabled,
		(SELECT lower(replace(min(a.value), '_', '-'))
			FROM user_attribute a WHERE a.user_id = u.id AND a.name || '' = %{keycloak.language_attribute}) AS language,
		(SELECT min(a.value) FROM user_attribute a WHERE a.user_id = u.id AND a.name || '' = %{keycloak.host_attribute}) AS imap_host
	FROM (
		SELECT id, realm_id, email, username, first_name, last_name, enabled
			FROM user_entity WHERE email = %{address} AND service_account_client_link IS NULL
			OFFSET 0
	) u
	CROSS JOIN LATERAL (SELECT enabled FROM realm WHERE id = u.realm_id AND name = %{keycloak.realm} OFFSET 0) r
	WHERE (
		SELECT count(*)
			FROM (SELECT realm_id FROM user_entity WHERE email = u.email AND service_account_client_link IS NULL OFFSET 0) o
			WHERE o.realm_id = u.realm_id
	) = 1

--- user: mysql
SELECT u.EMAIL AS mailbox, u.%{keycloak.login_column} AS login, CONCAT_WS(' ', u.FIRST_NAME, u.LAST_NAME) AS display_name,
		(u.ENABLED = 1 AND r.ENABLED = 1) AS enabled,
		(SELECT LOWER(REPLACE(MIN(a.VALUE), '_', '-'))
			FROM USER_ATTRIBUTE a WHERE a.USER_ID = u.ID AND CONCAT(a.NAME, '') = %{keycloak.language_attribute}) AS language,
		(SELECT MIN(a.VALUE) FROM USER_ATTRIBUTE a WHERE a.USER_ID = u.ID AND CONCAT(a.NAME, '') = %{keycloak.host_attribute}) AS imap_host
	FROM USER_ENTITY u STRAIGHT_JOIN REALM r ON r.ID = u.REALM_ID
	WHERE u.EMAIL = %{address} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL AND r.NAME = %{keycloak.realm}
		AND (
			SELECT COUNT(*)
				FROM USER_ENTITY o
				WHERE o.EMAIL = u.EMAIL AND CONCAT(o.REALM_ID, '') = u.REALM_ID AND o.SERVICE_ACCOUNT_CLIENT_LINK IS NULL
		) = 1

-- A further address of the attribute, or a user name that is an address.  An address of several people is nobody's.
--- alias: postgresql
SELECT u.email AS mailbox, u.%{keycloak.login_column} AS login, concat_ws(' ', u.first_name, u.last_name) AS display_name,
		(u.enabled AND r.enabled) AS enabled,
		(SELECT lower(replace(min(a.value), '_', '-'))
			FROM user_attribute a WHERE a.user_id = u.id AND a.name || '' = %{keycloak.language_attribute}) AS language,
		(SELECT min(a.value) FROM user_attribute a WHERE a.user_id = u.id AND a.name || '' = %{keycloak.host_attribute}) AS imap_host
	FROM (
		SELECT a.user_id AS id
			FROM user_attribute a WHERE a.name = %{keycloak.alias_attribute} AND a.value = %{address}
		UNION ALL
		SELECT n.id
			FROM (SELECT id FROM realm WHERE name = %{keycloak.realm} OFFSET 0) k
			CROSS JOIN LATERAL (SELECT id FROM user_entity WHERE realm_id = k.id AND username = %{address} OFFSET 0) n
		OFFSET 0
	) c
	CROSS JOIN LATERAL (
		SELECT id, realm_id, email, username, first_name, last_name, enabled
			FROM user_entity WHERE id = c.id AND service_account_client_link IS NULL
			OFFSET 0
	) u
	CROSS JOIN LATERAL (SELECT enabled FROM realm WHERE id = u.realm_id AND name = %{keycloak.realm} OFFSET 0) r
	WHERE (
		SELECT count(*)
			FROM (SELECT realm_id FROM user_entity WHERE email = u.email AND service_account_client_link IS NULL OFFSET 0) o
			WHERE o.realm_id = u.realm_id
	) = 1

-- Collations find other addresses, too: jose's for josé.  The key finds a row, its bytes decide (CAST).
--- alias: mysql
SELECT u.EMAIL AS mailbox, u.%{keycloak.login_column} AS login, CONCAT_WS(' ', u.FIRST_NAME, u.LAST_NAME) AS display_name,
		(u.ENABLED = 1 AND r.ENABLED = 1) AS enabled,
		(SELECT LOWER(REPLACE(MIN(a.VALUE), '_', '-'))
			FROM USER_ATTRIBUTE a WHERE a.USER_ID = u.ID AND CONCAT(a.NAME, '') = %{keycloak.language_attribute}) AS language,
		(SELECT MIN(a.VALUE) FROM USER_ATTRIBUTE a WHERE a.USER_ID = u.ID AND CONCAT(a.NAME, '') = %{keycloak.host_attribute}) AS imap_host
	FROM (
		SELECT a.USER_ID AS ID
			FROM USER_ATTRIBUTE a
			WHERE a.NAME = %{keycloak.alias_attribute} AND a.VALUE = %{address} AND CAST(LOWER(a.VALUE) AS BINARY) = %{address}
		UNION ALL
		SELECT n.ID
			FROM REALM k STRAIGHT_JOIN USER_ENTITY n ON n.REALM_ID = k.ID
			WHERE k.NAME = %{keycloak.realm} AND n.USERNAME = %{address} AND CAST(LOWER(n.USERNAME) AS BINARY) = %{address}
	) c
	STRAIGHT_JOIN USER_ENTITY u ON u.ID = c.ID
	STRAIGHT_JOIN REALM r ON r.ID = u.REALM_ID
	WHERE u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL AND r.NAME = %{keycloak.realm}
		AND (
			SELECT COUNT(*)
				FROM USER_ENTITY o
				WHERE o.EMAIL = u.EMAIL AND CONCAT(o.REALM_ID, '') = u.REALM_ID AND o.SERVICE_ACCOUNT_CLIENT_LINK IS NULL
		) = 1

-- Other addresses of a person: values of the attribute and a user name that is an address, and nobody else's address, value or user name.
--- addresses: postgresql
SELECT c.address
	FROM (
		SELECT id, realm_id, username
			FROM user_entity WHERE email = %{address} AND service_account_client_link IS NULL
			OFFSET 0
	) u
	CROSS JOIN LATERAL (SELECT id FROM realm WHERE id = u.realm_id AND name = %{keycloak.realm} OFFSET 0) r
	CROSS JOIN LATERAL (
		SELECT a.value AS address FROM user_attribute a WHERE a.user_id = u.id AND a.name || '' = %{keycloak.alias_attribute}
		UNION
		SELECT u.username
		OFFSET 0
	) c
	WHERE (
			SELECT count(*)
				FROM (SELECT realm_id FROM user_entity WHERE email = c.address AND service_account_client_link IS NULL OFFSET 0) o
				WHERE o.realm_id = u.realm_id
		) = 0
		AND (SELECT count(*) FROM user_entity n WHERE n.realm_id = u.realm_id AND n.username = c.address AND n.id || '' <> u.id) = 0
		AND (
			SELECT count(*)
				FROM (SELECT user_id FROM user_attribute WHERE name = %{keycloak.alias_attribute} AND value = c.address OFFSET 0) a
				CROSS JOIN LATERAL (SELECT realm_id FROM user_entity WHERE id = a.user_id OFFSET 0) o
				WHERE o.realm_id = u.realm_id AND a.user_id <> u.id
		) = 0

--- addresses: mysql
SELECT c.ADDRESS AS address
	FROM (
		SELECT u.ID, u.REALM_ID, a.VALUE AS ADDRESS
			FROM USER_ENTITY u STRAIGHT_JOIN USER_ATTRIBUTE a ON a.USER_ID = u.ID
			WHERE u.EMAIL = %{address} AND CAST(LOWER(u.EMAIL) AS BINARY) = %{address} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL
				AND CONCAT(a.NAME, '') = %{keycloak.alias_attribute}
		UNION
		SELECT u.ID, u.REALM_ID, u.USERNAME
			FROM USER_ENTITY u
			WHERE u.EMAIL = %{address} AND CAST(LOWER(u.EMAIL) AS BINARY) = %{address} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL
	) c
	STRAIGHT_JOIN REALM r ON r.ID = c.REALM_ID
	WHERE r.NAME = %{keycloak.realm}
		AND (
			SELECT COUNT(*)
				FROM USER_ENTITY o
				WHERE o.EMAIL = c.ADDRESS AND CONCAT(o.REALM_ID, '') = c.REALM_ID AND o.SERVICE_ACCOUNT_CLIENT_LINK IS NULL
		) = 0
		AND (SELECT COUNT(*) FROM USER_ENTITY n WHERE n.REALM_ID = c.REALM_ID AND n.USERNAME = c.ADDRESS AND CONCAT(n.ID, '') <> c.ID) = 0
		AND (
			SELECT COUNT(*)
				FROM USER_ATTRIBUTE a STRAIGHT_JOIN USER_ENTITY o ON o.ID = a.USER_ID
				WHERE a.NAME = %{keycloak.alias_attribute} AND a.VALUE = c.ADDRESS AND o.REALM_ID = c.REALM_ID AND a.USER_ID <> c.ID
		) = 0

--- logins: postgresql
SELECT 1 AS found
	FROM realm r JOIN user_entity u ON u.realm_id = r.id
	WHERE r.name = %{keycloak.realm} AND u.service_account_client_link IS NULL AND u.%{keycloak.login_column} <> u.email LIMIT 1

--- logins: mysql
SELECT 1 AS found
	FROM REALM r JOIN USER_ENTITY u ON u.REALM_ID = r.ID
	WHERE r.NAME = %{keycloak.realm} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL AND u.%{keycloak.login_column} <> u.EMAIL LIMIT 1

--- count: postgresql
SELECT count(*) AS mailboxes
	FROM realm r JOIN user_entity u ON u.realm_id = r.id
	WHERE r.name = %{keycloak.realm} AND u.service_account_client_link IS NULL AND u.email LIKE '_%@_%'

--- count: mysql
SELECT COUNT(*) AS mailboxes
	FROM REALM r JOIN USER_ENTITY u ON u.REALM_ID = r.ID
	WHERE r.NAME = %{keycloak.realm} AND u.SERVICE_ACCOUNT_CLIENT_LINK IS NULL AND u.EMAIL LIKE '_%@_%'
