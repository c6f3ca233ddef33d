-- SPDX-License-Identifier: Apache-2.0
-- The tables of Thomas Leister's tutorials on MariaDB, restated from their columns.

CREATE TABLE domains (
	id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	domain VARCHAR(255) NOT NULL,
	UNIQUE KEY (domain)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE accounts (
	id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	username VARCHAR(64) NOT NULL,
	domain VARCHAR(255) NOT NULL,
	password VARCHAR(255) NOT NULL DEFAULT '',
	quota INT UNSIGNED DEFAULT 0,
	enabled BOOLEAN DEFAULT 0,
	sendonly BOOLEAN DEFAULT 0,
	UNIQUE KEY (username, domain),
	FOREIGN KEY (domain) REFERENCES domains (domain)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE aliases (
	id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	source_username VARCHAR(64),
	source_domain VARCHAR(255) NOT NULL,
	destination_username VARCHAR(64) NOT NULL,
	destination_domain VARCHAR(255) NOT NULL,
	enabled BOOLEAN DEFAULT 0,
	UNIQUE KEY (source_username, source_domain, destination_username, destination_domain),
	FOREIGN KEY (source_domain) REFERENCES domains (domain)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX aliases_destination ON aliases (destination_username, destination_domain);
