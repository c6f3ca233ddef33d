-- SPDX-License-Identifier: Apache-2.0
-- Mailu before revision 31f40da48c01, as release 2024.06 has it; SQLite cannot drop a foreign key from a table.
CREATE TABLE older (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	localpart VARCHAR(80) NOT NULL,
	destination VARCHAR(1023) NOT NULL,
	domain_name VARCHAR(80) NOT NULL,
	email VARCHAR(255) NOT NULL,
	wildcard BOOLEAN NOT NULL DEFAULT 0,
	CONSTRAINT alias_pkey PRIMARY KEY (email),
	CONSTRAINT alias_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name)
);
INSERT INTO older (localpart, destination, domain_name, email, wildcard)
	SELECT localpart, destination, domain_name, email, wildcard FROM alias WHERE NOT disabled AND owner_email IS NULL;
DROP TABLE alias;
ALTER TABLE older RENAME TO alias;
CREATE INDEX alias_destination ON alias (lower(destination));
