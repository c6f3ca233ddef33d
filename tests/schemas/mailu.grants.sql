-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT (name) ON domain TO autoconf;
GRANT SELECT (name, domain_name) ON alternative TO autoconf;
GRANT SELECT (email, displayed_name, enabled, enable_imap, enable_pop) ON "user" TO autoconf;
GRANT SELECT (email, destination, wildcard, disabled, owner_email) ON alias TO autoconf;
