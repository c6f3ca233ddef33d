-- SPDX-License-Identifier: Apache-2.0
-- automx2's tables, of 2019.1 to 2026.2, and automua's: the same on all three databases.  Shapes: before 2020.2 a server had no prio,
-- before 2021.3 there were no DAV servers; their tables come by themselves with a newer release, columns do not.

-- Domains by the thousand share a few servers: a domain names its own by their ids, those of DAV servers negative.
--- domains/1,2: sqlite postgresql mysql
SELECT d.name AS domain, d.provider_id AS texts_of, l.ids AS services_of
	FROM domain d LEFT JOIN (
		SELECT domain_id,
--- domains/1,2: sqlite mysql
			group_concat(id) AS ids
--- domains/1,2: postgresql
			string_agg(CAST(id AS text), ',') AS ids
--- domains/1,2: sqlite postgresql mysql
		FROM (
			SELECT domain_id, server_id AS id FROM server_domain
--- domains/1: sqlite postgresql mysql
			UNION ALL
			SELECT domain_id, -davserver_id FROM davserver_domain
--- domains/1,2: sqlite postgresql mysql
		) x GROUP BY domain_id
	) l ON l.domain_id = d.id
	ORDER BY d.id

-- What a program may have written, in our words; what is none of them goes through as it is, and is named when it is left out.
-- automua says TLS for SSL.  Auto leaves it to the program to find out, which it does by the port.
--- services/1,2,3,4: sqlite postgresql mysql
SELECT s.id AS domain,
		CASE s.type WHEN 'pop' THEN 'pop3' WHEN 'smtp' THEN 'submission' ELSE s.type END AS type,
		s.name AS host,
		s.port AS port,
		CASE upper(s.socket_type)
			WHEN 'SSL' THEN 'tls'
			WHEN 'TLS' THEN 'tls'
			WHEN 'STARTTLS' THEN 'starttls'
			WHEN 'AUTO' THEN CASE WHEN s.port IN (465, 993, 995) THEN 'tls' ELSE 'starttls' END
			WHEN 'NONE' THEN 'none'
			WHEN 'PLAIN' THEN 'none'
			ELSE s.socket_type
		END AS security,
		s.url AS url,
		s.user_name AS username,
		CASE lower(s.authentication)
			WHEN 'plain' THEN 'password'
			WHEN 'password-cleartext' THEN 'password'
			WHEN 'secure' THEN 'password-encrypted'
			WHEN 'password-encrypted' THEN 'password-encrypted'
			WHEN 'ntlm' THEN 'ntlm'
			WHEN 'gssapi' THEN 'gssapi'
			WHEN 'oauth2' THEN 'oauth2'
			WHEN 'tls-client-cert' THEN 'tls-client-cert'
			WHEN 'client-ip-address' THEN 'client-ip-address'
			WHEN 'none' THEN 'none'
			ELSE s.authentication
		END AS authentication
	FROM (
--- services/1,3: sqlite postgresql mysql
		SELECT 0 AS kind, prio, id, type, name, port, socket_type, NULL AS url, user_name, authentication
			FROM server
--- services/2,4: sqlite postgresql mysql
		SELECT 0 AS kind, 10 AS prio, id, type, name, port, socket_type, NULL AS url, user_name, authentication
			FROM server
-- The port's own column wins over the URL's, and encryption over none.
--- services/1,2: sqlite postgresql mysql
		UNION ALL
		SELECT 1, id, -id, type, NULL, CASE WHEN port > 0 THEN port END, NULL,
				CASE WHEN use_ssl AND url LIKE 'http://%' THEN replace(url, 'http://', 'https://') ELSE url END,
				user_name, NULL
			FROM davserver
--- services/1,2,3,4: sqlite postgresql mysql
	) s
	ORDER BY s.kind, s.prio, s.id

-- Their names may be longer than any document may show.
--- texts: sqlite postgresql mysql
SELECT t.id AS domain, t.kind AS "key", '' AS language, t.name AS value
	FROM (
		SELECT id, 'name' AS kind, trim(substr(name, 1, 60)) AS name FROM provider
		UNION ALL
		SELECT id, 'short_name', trim(substr(short_name, 1, 20)) FROM provider
	) t
	WHERE t.name <> ''
	ORDER BY t.id, t.kind

-- It has no people of its own.
--- ldap: sqlite postgresql mysql
SELECT d.name AS domain, l.id, l.name, l.port, l.use_ssl, l.search_base, l.search_filter, l.attr_uid, l.attr_cn, l.bind_user, l.bind_password
	FROM domain d JOIN ldapserver l ON l.id = d.ldapserver_id
	ORDER BY l.id, d.id

--- logins: sqlite postgresql mysql
SELECT d.name FROM domain d JOIN ldapserver l ON l.id = d.ldapserver_id LIMIT 1

--- count/1,2: sqlite postgresql mysql
SELECT (SELECT count(*) FROM domain) AS domains, (SELECT count(*) FROM provider) AS providers, (SELECT count(*) FROM server) AS servers
--- count/1: sqlite postgresql mysql
	, (SELECT count(*) FROM davserver) AS davservers, (SELECT count(*) FROM ldapserver) AS ldapservers
