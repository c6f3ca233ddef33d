-- SPDX-License-Identifier: Apache-2.0
-- The tables of jeboehm's mailserver-admin on MariaDB, as its migration 20260212000000 makes them.

CREATE TABLE mail_domains (
	id INT AUTO_INCREMENT NOT NULL,
	name VARCHAR(255) NOT NULL,
	dkim_enabled TINYINT NOT NULL,
	dkim_selector VARCHAR(255) NOT NULL,
	dkim_private_key LONGTEXT NOT NULL,
	UNIQUE INDEX UNIQ_56C63EF25E237E06 (name),
	PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE mail_users (
	id INT AUTO_INCREMENT NOT NULL,
	name VARCHAR(255) NOT NULL,
	password VARCHAR(255) NOT NULL,
	`admin` TINYINT NOT NULL,
	domain_admin TINYINT NOT NULL,
	enabled TINYINT NOT NULL,
	send_only TINYINT NOT NULL,
	quota INT NOT NULL,
	domain_id INT DEFAULT NULL,
	INDEX IDX_20400786115F0EE5 (domain_id),
	UNIQUE INDEX user_idx (name, domain_id),
	PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE mail_aliases (
	id INT AUTO_INCREMENT NOT NULL,
	name VARCHAR(255) NOT NULL,
	destination VARCHAR(255) NOT NULL,
	domain_id INT DEFAULT NULL,
	INDEX IDX_85AF3A56115F0EE5 (domain_id),
	UNIQUE INDEX alias_idx (domain_id, name, destination),
	PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE mail_users ADD CONSTRAINT FK_20400786115F0EE5 FOREIGN KEY (domain_id) REFERENCES mail_domains (id);
ALTER TABLE mail_aliases ADD CONSTRAINT FK_85AF3A56115F0EE5 FOREIGN KEY (domain_id) REFERENCES mail_domains (id);
-- Not theirs, but what docs/directory.md says.
CREATE INDEX mail_aliases_destination ON mail_aliases (destination);
