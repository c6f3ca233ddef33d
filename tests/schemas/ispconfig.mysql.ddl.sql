-- SPDX-License-Identifier: Apache-2.0
-- ISPConfig's tables on MariaDB, restated from its columns (2025-03, c44e422): what we read and what stands in its keys.

CREATE TABLE server (
	server_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	server_name VARCHAR(255) NOT NULL DEFAULT '',
	mail_server TINYINT(1) NOT NULL DEFAULT 0,
	active TINYINT(1) NOT NULL DEFAULT 1
) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

CREATE TABLE mail_domain (
	domain_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	server_id INT UNSIGNED NOT NULL DEFAULT 0,
	domain VARCHAR(255) NOT NULL DEFAULT '',
	active ENUM('n', 'y') NOT NULL DEFAULT 'n',
	KEY server_id (server_id, domain),
	KEY domain_active (domain, active)
) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

CREATE TABLE mail_user (
	mailuser_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	server_id INT UNSIGNED NOT NULL DEFAULT 0,
	email VARCHAR(255) NOT NULL DEFAULT '',
	login VARCHAR(255) NOT NULL DEFAULT '',
	password VARCHAR(255) NOT NULL DEFAULT '',
	name VARCHAR(255) NOT NULL DEFAULT '',
	postfix ENUM('n', 'y') NOT NULL DEFAULT 'y',
	access ENUM('n', 'y') NOT NULL DEFAULT 'y',
	disableimap ENUM('n', 'y') NOT NULL DEFAULT 'n',
	disablepop3 ENUM('n', 'y') NOT NULL DEFAULT 'n',
	disablesmtp ENUM('n', 'y') NOT NULL DEFAULT 'n',
	disablesieve ENUM('n', 'y') NOT NULL DEFAULT 'n',
	KEY server_id (server_id, email),
	KEY email_access (email, access)
) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;

CREATE TABLE mail_forwarding (
	forwarding_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	server_id INT UNSIGNED NOT NULL DEFAULT 0,
	source VARCHAR(255) NOT NULL DEFAULT '',
	destination TEXT,
	type ENUM('alias', 'aliasdomain', 'forward', 'catchall') NOT NULL DEFAULT 'alias',
	active ENUM('n', 'y') NOT NULL DEFAULT 'n',
	KEY server_id (server_id, source),
	KEY type (type)
) DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX mail_forwarding_destination ON mail_forwarding (destination(191));
