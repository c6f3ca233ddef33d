-- SPDX-License-Identifier: Apache-2.0
-- A look-up in Modoboa's tables as a function: one call, that stops at the first step which finds a mailbox.  Install it as the owner
-- of the tables, with psql, and name it in the settings (docs/directory.md, "A function"):
--     directory: {schema: modoboa, function: autoconf_lookup}
-- It reads with the rights of who calls it.
-- Tables before Modoboa 2.2: write NULL::boolean for the two NOT m.is_send_only.
CREATE OR REPLACE FUNCTION autoconf_lookup(address text, lp text, dom text)
RETURNS TABLE (
	mailbox text, login text, display_name text, language text, enabled boolean, imap_enabled boolean, pop3_enabled boolean,
	smtp_enabled boolean, sieve_enabled boolean, dav_enabled boolean, eas_enabled boolean, imap_host text, pop3_host text, smtp_host text
)
LANGUAGE plpgsql STABLE ROWS 1 AS $$
#variable_conflict use_column
DECLARE
	found_id integer;
	other_domain text;
BEGIN
	FOR step IN 1..4 LOOP
		CASE step
		WHEN 1 THEN
			found_id := (SELECT m.id FROM core_user u JOIN admin_mailbox m ON m.user_id = u.id WHERE u.email = $1);
		WHEN 2 THEN
			found_id := (
				SELECT max(r.r_mailbox_id)
					FROM admin_alias a JOIN modoboa_admin_aliasrecipient r ON r.alias_id = a.id
					WHERE a.address = $1 AND NOT a.internal AND a.enabled AND (a.expire_at IS NULL OR a.expire_at > now())
					HAVING count(*) = 1);
		WHEN 3 THEN
			other_domain := (
				SELECT t.name FROM admin_domainalias a JOIN admin_domain t ON t.id = a.target_id WHERE a.name = $3 AND a.enabled);
			found_id := (SELECT m.id FROM core_user u JOIN admin_mailbox m ON m.user_id = u.id WHERE u.email = $2 || '@' || other_domain);
		WHEN 4 THEN
			found_id := (
				SELECT max(r.r_mailbox_id)
					FROM admin_alias a JOIN modoboa_admin_aliasrecipient r ON r.alias_id = a.id
					WHERE a.address = $2 || '@' || other_domain AND NOT a.internal AND a.enabled AND (a.expire_at IS NULL OR a.expire_at > now())
					HAVING count(*) = 1);
		END CASE;

		CONTINUE WHEN found_id IS NULL;
		RETURN QUERY
			SELECT m.address || '@' || d.name, NULL::text, trim(concat(u.first_name, ' ', u.last_name)),
					lower(replace(u.language, '_', '-')), u.is_active AND d.enabled AND d.type = 'domain', NOT m.is_send_only,
					NOT m.is_send_only, NULL::boolean, NULL::boolean, NULL::boolean, NULL::boolean, NULL::text, NULL::text, NULL::text
				FROM admin_mailbox m JOIN core_user u ON u.id = m.user_id JOIN admin_domain d ON d.id = m.domain_id
				WHERE m.id = found_id;
		EXIT WHEN FOUND;
	END LOOP;
END
$$;
