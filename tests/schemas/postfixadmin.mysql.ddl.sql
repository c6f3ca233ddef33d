-- SPDX-License-Identifier: Apache-2.0
-- PostfixAdmin's tables on MariaDB, as its upgrade.php leaves them at version 1856: keys in latin1, names in utf8mb4.

CREATE TABLE domain (
	domain varchar(255) COLLATE latin1_general_ci NOT NULL,
	description varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	aliases int(10) NOT NULL DEFAULT 0,
	mailboxes int(10) NOT NULL DEFAULT 0,
	maxquota bigint(20) NOT NULL DEFAULT 0,
	quota bigint(20) NOT NULL DEFAULT 0,
	transport varchar(255) COLLATE latin1_general_ci NOT NULL DEFAULT '',
	backupmx tinyint(1) NOT NULL DEFAULT 0,
	created datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	modified datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	active tinyint(1) NOT NULL DEFAULT 1,
	password_expiry int(11) DEFAULT 0,
	PRIMARY KEY (domain),
	KEY domain_active (domain, active)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci;

CREATE TABLE alias (
	address varchar(255) COLLATE latin1_general_ci NOT NULL,
	goto text COLLATE latin1_general_ci NOT NULL,
	domain varchar(255) COLLATE latin1_general_ci NOT NULL,
	description varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	created datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	modified datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	active tinyint(1) NOT NULL DEFAULT 1,
	PRIMARY KEY (address),
	KEY domain (domain)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci;

CREATE TABLE mailbox (
	username varchar(255) COLLATE latin1_general_ci NOT NULL,
	password varchar(255) COLLATE latin1_general_ci NOT NULL DEFAULT '',
	name varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	maildir varchar(255) COLLATE latin1_general_ci NOT NULL DEFAULT '',
	quota bigint(20) NOT NULL DEFAULT 0,
	local_part varchar(255) COLLATE latin1_general_ci NOT NULL,
	domain varchar(255) COLLATE latin1_general_ci NOT NULL,
	created datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	modified datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	active tinyint(1) NOT NULL DEFAULT 1,
	phone varchar(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	email_other varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	token varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	token_validity datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	password_expiry datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	totp_secret varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT NULL,
	smtp_active tinyint(1) NOT NULL DEFAULT 1,
	PRIMARY KEY (username),
	KEY domain (domain)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci;

CREATE TABLE alias_domain (
	alias_domain varchar(255) COLLATE latin1_general_ci NOT NULL DEFAULT '',
	target_domain varchar(255) COLLATE latin1_general_ci NOT NULL DEFAULT '',
	description varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL DEFAULT '',
	created datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	modified datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
	active tinyint(1) NOT NULL DEFAULT 1,
	PRIMARY KEY (alias_domain),
	KEY active (active),
	KEY target_domain (target_domain)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX alias_goto ON alias (goto(191));
