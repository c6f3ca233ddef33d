-- SPDX-License-Identifier: Apache-2.0
-- mailcow's tables on its MariaDB, restated from its columns: what we read and what stands in its keys.

CREATE TABLE domain (
	domain VARCHAR(255) NOT NULL PRIMARY KEY,
	description VARCHAR(255),
	backupmx TINYINT(1) NOT NULL DEFAULT 0,
	relay_all_recipients TINYINT(1) NOT NULL DEFAULT 0,
	relay_unknown_only TINYINT(1) NOT NULL DEFAULT 0,
	active TINYINT(1) NOT NULL DEFAULT 1
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE alias_domain (
	alias_domain VARCHAR(255) NOT NULL PRIMARY KEY,
	target_domain VARCHAR(255) NOT NULL,
	active TINYINT(1) NOT NULL DEFAULT 1,
	KEY target_domain (target_domain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE mailbox (
	username VARCHAR(255) NOT NULL PRIMARY KEY,
	password VARCHAR(255) NOT NULL DEFAULT '',
	name VARCHAR(255),
	quota BIGINT NOT NULL DEFAULT 102400,
	local_part VARCHAR(255) NOT NULL,
	domain VARCHAR(255) NOT NULL,
	attributes JSON,
	kind VARCHAR(100) NOT NULL DEFAULT '',
	authsource ENUM('mailcow', 'keycloak', 'generic-oidc', 'ldap') DEFAULT 'mailcow',
	active TINYINT(1) NOT NULL DEFAULT 1,
	KEY domain (domain),
	KEY kind (kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE alias (
	id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	address VARCHAR(255) NOT NULL,
	goto TEXT NOT NULL,
	domain VARCHAR(255) NOT NULL,
	internal TINYINT(1) NOT NULL DEFAULT 0,
	sender_allowed TINYINT(1) NOT NULL DEFAULT 1,
	active TINYINT(1) NOT NULL DEFAULT 1,
	UNIQUE KEY address (address),
	KEY domain (domain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX alias_goto ON alias (goto(191));
