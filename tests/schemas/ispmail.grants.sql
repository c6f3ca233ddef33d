-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs: rights, and an index that the tutorial has not.
CREATE INDEX virtual_aliases_source ON virtual_aliases (source);
CREATE USER autoconf;
GRANT SELECT ON virtual_domains TO autoconf;
GRANT SELECT (email) ON virtual_users TO autoconf;
GRANT SELECT (source, destination) ON virtual_aliases TO autoconf;
