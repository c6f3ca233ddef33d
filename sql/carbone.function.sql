-- SPDX-License-Identifier: Apache-2.0
-- A look-up in our own tables as a function: one call, that stops at the first step which finds a mailbox.  Install it as the owner
-- of the tables, with psql, and name it in the settings (docs/directory.md, "A function"):
--     directory: {schema: carbone, function: autoconf_lookup}
-- It reads with the rights of who calls it.
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
			other_domain := (SELECT a.domain FROM carbone_alias_domain a WHERE a.name = $3 AND a.active);
			found_address := $2 || '@' || other_domain;
		WHEN 3 THEN
			found_address := (SELECT min(a.target)
					FROM carbone_alias a WHERE a.address = $1
					HAVING count(*) = 1 AND bool_and(a.active));
		WHEN 4 THEN
			found_address := (SELECT min(a.target)
					FROM carbone_alias a WHERE a.address = $2 || '@' || other_domain
					HAVING count(*) = 1 AND bool_and(a.active));
		END CASE;

		CONTINUE WHEN found_address IS NULL;
		RETURN QUERY
			SELECT m.address::text, m.login::text, m.display_name::text, m.language::text, m.active AND d.active, m.imap_enabled,
					m.pop3_enabled, m.smtp_enabled, m.sieve_enabled, m.dav_enabled, m.eas_enabled, m.imap_host::text,
					m.pop3_host::text, m.smtp_host::text
				FROM carbone_mailbox m JOIN carbone_domain d ON d.name = m.domain
				WHERE m.address = found_address;
		EXIT WHEN FOUND;
	END LOOP;
END
$$;
