-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (id, name, enabled, type) ON admin_domain TO autoconf;
GRANT SELECT (name, target_id, enabled) ON admin_domainalias TO autoconf;
GRANT SELECT (id, email, first_name, last_name, language, is_active) ON core_user TO autoconf;
GRANT SELECT (id, address, domain_id, user_id, is_send_only) ON admin_mailbox TO autoconf;
GRANT SELECT (id, address, enabled, internal, expire_at) ON admin_alias TO autoconf;
GRANT SELECT (alias_id, r_mailbox_id) ON modoboa_admin_aliasrecipient TO autoconf;
