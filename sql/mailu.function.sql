-- SPDX-License-Identifier: Apache-2.0
-- A look-up in Mailu's tables as a function: one call, that stops at the first step which finds a mailbox.  Install it as the owner
-- of the tables, with psql, and name it in the settings (docs/directory.md, "A function"):
--     directory: {schema: mailu, function: autoconf_lookup}
-- It reads with the rights of who calls it.
-- Tables before revision 31f40da48c01 (Mailu 2024.06): leave out what is asked of a.disabled and a.owner_email.
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
			found_address := (
				SELECT lower(a.destination)
					FROM alias a
					WHERE a.email = $1 AND NOT a.wildcard AND position(',' in a.destination) = 0 AND NOT a.disabled
						AND (a.owner_email IS NULL OR EXISTS (SELECT 1 FROM "user" o WHERE o.email = a.owner_email AND o.enabled)));
		WHEN 3 THEN
			other_domain := (SELECT a.domain_name FROM alternative a WHERE a.name = $3);
			found_address := $2 || '@' || other_domain;
		WHEN 4 THEN
			found_address := (
				SELECT lower(a.destination)
					FROM alias a
					WHERE a.email = $2 || '@' || other_domain AND NOT a.wildcard AND position(',' in a.destination) = 0 AND NOT a.disabled
						AND (a.owner_email IS NULL OR EXISTS (SELECT 1 FROM "user" o WHERE o.email = a.owner_email AND o.enabled)));
		END CASE;

		CONTINUE WHEN found_address IS NULL;
		RETURN QUERY
			SELECT u.email::text, NULL::text, u.displayed_name::text, NULL::text, u.enabled, u.enable_imap, u.enable_pop, NULL::boolean,
					NULL::boolean, NULL::boolean, NULL::boolean, NULL::text, NULL::text, NULL::text
				FROM "user" u
				WHERE u.email = found_address;
		EXIT WHEN FOUND;
	END LOOP;
END
$$;
