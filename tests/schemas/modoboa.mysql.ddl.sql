-- SPDX-License-Identifier: Apache-2.0
-- Modoboa's tables on MariaDB, as Django makes them of the models of release 2.9.3.

CREATE TABLE core_user (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	password varchar(256) NOT NULL DEFAULT '',
	last_login datetime(6) NULL,
	is_superuser tinyint(1) NOT NULL DEFAULT 0,
	username varchar(254) NOT NULL UNIQUE,
	first_name varchar(150) NOT NULL DEFAULT '',
	last_name varchar(150) NOT NULL DEFAULT '',
	email varchar(254) NOT NULL,
	is_staff tinyint(1) NOT NULL DEFAULT 0,
	is_active tinyint(1) NOT NULL DEFAULT 1,
	date_joined datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	is_local tinyint(1) NOT NULL DEFAULT 1,
	master_user tinyint(1) NOT NULL DEFAULT 0,
	language varchar(10) NOT NULL DEFAULT 'en',
	phone_number varchar(128) NULL,
	secondary_email varchar(254) NULL,
	totp_enabled tinyint(1) NOT NULL DEFAULT 0,
	webauthn_enabled tinyint(1) NOT NULL DEFAULT 0,
	_parameters longtext NOT NULL DEFAULT '{}' CHECK (json_valid(_parameters))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
CREATE INDEX core_user_email ON core_user (email);
CREATE INDEX core_user_is_staff ON core_user (is_staff);
CREATE INDEX core_user_is_active ON core_user (is_active);
CREATE INDEX core_user_is_local ON core_user (is_local);
CREATE INDEX core_user_email_c0c03f_idx ON core_user (email, is_active);

CREATE TABLE admin_domain (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	creation datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	last_modification datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	name varchar(253) NOT NULL UNIQUE,
	quota int(10) unsigned NOT NULL DEFAULT 0,
	default_mailbox_quota int(10) unsigned NOT NULL DEFAULT 0,
	message_limit int(10) unsigned NULL,
	enabled tinyint(1) NOT NULL DEFAULT 1,
	type varchar(20) NOT NULL DEFAULT 'domain',
	enable_dns_checks tinyint(1) NOT NULL DEFAULT 1,
	last_dns_check_execution datetime(6) NULL,
	transport_id int(11) NULL UNIQUE,
	enable_dkim tinyint(1) NOT NULL DEFAULT 0,
	dkim_key_selector varchar(30) NOT NULL DEFAULT 'modoboa',
	dkim_key_length int(10) unsigned NULL,
	dkim_public_key longtext NOT NULL DEFAULT '',
	dkim_private_key_path varchar(254) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE admin_domainalias (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	creation datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	last_modification datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	name varchar(100) NOT NULL UNIQUE,
	enabled tinyint(1) NOT NULL DEFAULT 1,
	target_id int(11) NOT NULL,
	FOREIGN KEY (target_id) REFERENCES admin_domain (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE admin_mailbox (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	creation datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	last_modification datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	address varchar(252) NOT NULL,
	quota int(10) unsigned NOT NULL DEFAULT 0,
	use_domain_quota tinyint(1) NOT NULL DEFAULT 0,
	message_limit int(10) unsigned NULL,
	is_send_only tinyint(1) NOT NULL DEFAULT 0,
	domain_id int(11) NOT NULL,
	user_id int(11) NOT NULL UNIQUE,
	FOREIGN KEY (domain_id) REFERENCES admin_domain (id),
	FOREIGN KEY (user_id) REFERENCES core_user (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE admin_alias (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	creation datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	last_modification datetime(6) NOT NULL DEFAULT '2020-01-01 00:00:00.000000',
	address varchar(254) NOT NULL,
	enabled tinyint(1) NOT NULL DEFAULT 1,
	internal tinyint(1) NOT NULL DEFAULT 0,
	description longtext NOT NULL DEFAULT '',
	expire_at datetime(6) NULL,
	domain_id int(11) NULL,
	UNIQUE (address, internal),
	FOREIGN KEY (domain_id) REFERENCES admin_domain (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE modoboa_admin_aliasrecipient (
	id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
	address varchar(254) NOT NULL,
	alias_id int(11) NOT NULL,
	r_alias_id int(11) NULL,
	r_mailbox_id int(11) NULL,
	UNIQUE (alias_id, r_mailbox_id),
	UNIQUE (alias_id, r_alias_id),
	FOREIGN KEY (alias_id) REFERENCES admin_alias (id),
	FOREIGN KEY (r_alias_id) REFERENCES admin_alias (id),
	FOREIGN KEY (r_mailbox_id) REFERENCES admin_mailbox (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
