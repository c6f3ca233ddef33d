-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (id, name, enabled) ON realm TO autoconf;
GRANT SELECT (id, email, username, first_name, last_name, enabled, realm_id, service_account_client_link) ON user_entity TO autoconf;
GRANT SELECT (user_id, name, value) ON user_attribute TO autoconf;
