-- SPDX-License-Identifier: Apache-2.0
-- A look-up in iRedMail's tables as a function: one call, that stops at the first step which finds a mailbox.  Install it as the owner
-- of the tables, with psql, and name it in the settings (docs/directory.md, "A function"):
--     directory: {schema: iredmail, function: autoconf_lookup}
-- It reads with the rights of who calls it.
-- Tables before iRedMail 1.4.1: write m.enablesogo = 1 for the two conditions with enablesogo.
CREATE OR REPLACE FUNCTION autoconf_lookup(address text, lp text, dom text)
RETURNS TABLE (
	mailbox text, login text, display_name text, language text, enabled boolean, imap_enabled boolean, pop3_enabled boolean,
	smtp_enabled boolean, sieve_enabled boolean, dav_enabled boolean, eas_enabled boolean, imap_host text, pop3_host text, smtp_host text
)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
DECLARE
	found_address text;
	other_domain text;
BEGIN
	FOR step IN 1..4 LOOP
		CASE step
		WHEN 1 THEN
			found_address := $1;
		WHEN 2 THEN
			found_address := (SELECT lower(min(f.forwarding))
					FROM forwardings f
					WHERE f.address = $1 AND (f.is_alias + 0 = 1 OR f.is_list + 0 = 1)
					HAVING count(*) = 1 AND min(f.active) = 1);
		WHEN 3 THEN
			other_domain := (SELECT a.target_domain FROM alias_domain a WHERE a.alias_domain = $3 AND a.active + 0 = 1);
			found_address := $2 || '@' || other_domain;
		WHEN 4 THEN
			found_address := (SELECT lower(min(f.forwarding))
					FROM forwardings f
					WHERE f.address = $2 || '@' || other_domain AND (f.is_alias + 0 = 1 OR f.is_list + 0 = 1)
					HAVING count(*) = 1 AND min(f.active) = 1);
		END CASE;

		CONTINUE WHEN found_address IS NULL;
		RETURN QUERY
			SELECT m.username::text, NULL::text, m.name::text, lower(replace(m.language, '_', '-')),
					m.active = 1 AND d.active = 1 AND d.backupmx = 0, m.enableimapsecured = 1 AND m.enableimaptls = 1,
					m.enablepop3secured = 1 AND m.enablepop3tls = 1, m.enablesmtpsecured = 1,
					m.enablesievesecured = 1 AND m.enablesievetls = 1, m.enablesogo = 1 AND m.enablesogocalendar = 'y',
					m.enablesogo = 1 AND m.enablesogoactivesync = 'y', NULL::text, NULL::text, NULL::text
				FROM mailbox m JOIN domain d ON d.domain = m.domain
				WHERE m.username = found_address;
		EXIT WHEN FOUND;
	END LOOP;
END
$$;
