-- SPDX-License-Identifier: Apache-2.0
-- Of what the queries read.
CREATE USER autoconf;
GRANT SELECT ON places TO autoconf;
GRANT SELECT ON folk TO autoconf;
GRANT SELECT ON nicknames TO autoconf;
