-- SPDX-License-Identifier: Apache-2.0
-- A look-up in PostfixAdmin's tables as a function: one call, that stops at the first step which finds a mailbox.  Install it as the owner
-- of the tables, with psql, and name it in the settings (docs/directory.md, "A function"):
--     directory: {schema: postfixadmin, function: autoconf_lookup}
-- It reads with the rights of who calls it.
-- Tables without mailbox.smtp_active (PostfixAdmin before upgrade 1850): write NULL::boolean in its place.
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
			found_address := (SELECT lower(a.goto) FROM alias a WHERE a.address = $1 AND a.active AND position(',' in a.goto) = 0);
		WHEN 3 THEN
			other_domain := (SELECT a.target_domain FROM alias_domain a WHERE a.alias_domain = $3 AND a.active);
			found_address := $2 || '@' || other_domain;
		WHEN 4 THEN
			found_address := (
				SELECT lower(a.goto)
					FROM alias a WHERE a.address = $2 || '@' || other_domain AND a.active AND position(',' in a.goto) = 0);
		END CASE;

		CONTINUE WHEN found_address IS NULL;
		RETURN QUERY
			SELECT m.username::text, NULL::text, m.name::text, NULL::text, m.active AND d.active AND NOT d.backupmx, NULL::boolean,
					NULL::boolean, m.smtp_active, NULL::boolean, NULL::boolean, NULL::boolean, NULL::text, NULL::text, NULL::text
				FROM mailbox m JOIN domain d ON d.domain = m.domain
				WHERE m.username = found_address;
		EXIT WHEN FOUND;
	END LOOP;
END
$$;
