-- SPDX-License-Identifier: Apache-2.0
-- Tables of an operator's own.
CREATE TABLE places (
	name VARCHAR(253) NOT NULL PRIMARY KEY,
	stands_for VARCHAR(253),
	is_open BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE TABLE folk (
	address VARCHAR(254) NOT NULL PRIMARY KEY,
	place VARCHAR(253) NOT NULL,
	called VARCHAR(255),
	tongue VARCHAR(35),
	account VARCHAR(255),
	machine VARCHAR(253),
	may VARCHAR(10) NOT NULL DEFAULT 'yes',
	without VARCHAR(10)
);
CREATE TABLE nicknames (
	address VARCHAR(254) NOT NULL,
	target VARCHAR(254) NOT NULL,
	PRIMARY KEY (address, target)
);
CREATE INDEX nicknames_target ON nicknames (target);
