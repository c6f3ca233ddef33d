-- SPDX-License-Identifier: Apache-2.0
-- ViMbAdmin's tables on MariaDB, restated from its mapping (2023-02, 7189f86): what we read and what stands in its keys.

CREATE TABLE domain (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	domain VARCHAR(255) NOT NULL,
	transport VARCHAR(255) NOT NULL DEFAULT 'virtual',
	backupmx TINYINT(1) NOT NULL DEFAULT 0,
	active TINYINT(1) NOT NULL DEFAULT 1,
	UNIQUE KEY IX_Domain_1 (domain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci;

CREATE TABLE mailbox (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	username VARCHAR(255) NOT NULL,
	password VARCHAR(255) NOT NULL DEFAULT '',
	name VARCHAR(255),
	local_part VARCHAR(255) NOT NULL DEFAULT '',
	active TINYINT(1) NOT NULL DEFAULT 0,
	access_restriction VARCHAR(100) NOT NULL DEFAULT 'ALL',
	delete_pending TINYINT(1) DEFAULT 0,
	Domain_id BIGINT,
	UNIQUE KEY IX_Username_1 (username),
	FOREIGN KEY (Domain_id) REFERENCES domain (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci;

CREATE TABLE alias (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	address VARCHAR(255) NOT NULL,
	goto LONGTEXT NOT NULL,
	active TINYINT(1) NOT NULL DEFAULT 1,
	Domain_id BIGINT,
	UNIQUE KEY IX_Address_1 (address),
	FOREIGN KEY (Domain_id) REFERENCES domain (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci;

CREATE TABLE directory_entry (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	mailbox_id BIGINT NOT NULL,
	displayName VARCHAR(255),
	preferredLanguage VARCHAR(255),
	UNIQUE KEY (mailbox_id),
	FOREIGN KEY (mailbox_id) REFERENCES mailbox (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX alias_goto ON alias (goto(191));
