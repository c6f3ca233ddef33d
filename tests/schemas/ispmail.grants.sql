-- SPDX-License-Identifier: Apache-2.0
-- What docs/directory.md says the reader needs: rights, and indexes that the tutorial has not.
CREATE INDEX virtual_aliases_source ON virtual_aliases (source);
CREATE INDEX virtual_aliases_destination ON virtual_aliases (destination);
CREATE USER autoconf;
GRANT SELECT ON virtual_domains TO autoconf;
GRANT SELECT (email) ON virtual_users TO autoconf;
GRANT SELECT (source, destination) ON virtual_aliases TO autoconf;
