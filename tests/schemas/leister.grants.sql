-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs.
CREATE USER autoconf;
GRANT SELECT ON domains TO autoconf;
GRANT SELECT (username, domain, enabled, sendonly) ON accounts TO autoconf;
GRANT SELECT ON aliases TO autoconf;
