-- SPDX-License-Identifier: Apache-2.0
-- Mailu's tables on MariaDB, as its migrations leave them at revision 31f40da48c01 (May 2026).
-- The seed is the same on all three and quotes "user".

SET sql_mode = 'ANSI_QUOTES';

CREATE TABLE domain (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	name VARCHAR(80) NOT NULL,
	max_users INTEGER NOT NULL DEFAULT -1,
	max_aliases INTEGER NOT NULL DEFAULT -1,
	max_quota_bytes BIGINT NOT NULL DEFAULT 0,
	signup_enabled BOOL NOT NULL DEFAULT 0,
	anonmail_enabled BOOL NOT NULL DEFAULT 0,
	CONSTRAINT domain_pkey PRIMARY KEY (name)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE alternative (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	name VARCHAR(80) NOT NULL,
	domain_name VARCHAR(80),
	CONSTRAINT alternative_pkey PRIMARY KEY (name),
	CONSTRAINT alternative_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE "user" (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	localpart VARCHAR(80) NOT NULL,
	password VARCHAR(255) NOT NULL DEFAULT '',
	quota_bytes BIGINT NOT NULL DEFAULT 1000000000,
	quota_bytes_used BIGINT NOT NULL DEFAULT 0,
	global_admin BOOL NOT NULL DEFAULT 0,
	enabled BOOL NOT NULL DEFAULT 1,
	enable_imap BOOL NOT NULL DEFAULT 1,
	enable_pop BOOL NOT NULL DEFAULT 1,
	allow_spoofing BOOL NOT NULL DEFAULT 0,
	forward_enabled BOOL NOT NULL DEFAULT 0,
	forward_destination VARCHAR(255),
	forward_keep BOOL NOT NULL DEFAULT 1,
	reply_enabled BOOL NOT NULL DEFAULT 0,
	reply_subject VARCHAR(255),
	reply_body TEXT,
	reply_startdate DATE NOT NULL DEFAULT '1900-01-01',
	reply_enddate DATE NOT NULL DEFAULT '2999-12-31',
	displayed_name VARCHAR(160) NOT NULL DEFAULT '',
	spam_enabled BOOL NOT NULL DEFAULT 1,
	spam_mark_as_read BOOL NOT NULL DEFAULT 1,
	spam_threshold INTEGER NOT NULL DEFAULT 80,
	change_pw_next_login BOOL NOT NULL DEFAULT 0,
	domain_name VARCHAR(80) NOT NULL,
	email VARCHAR(255) NOT NULL,
	CONSTRAINT user_pkey PRIMARY KEY (email),
	CONSTRAINT user_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE alias (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	localpart VARCHAR(80) NOT NULL,
	destination VARCHAR(1023) NOT NULL,
	domain_name VARCHAR(80) NOT NULL,
	email VARCHAR(255) NOT NULL,
	wildcard BOOL NOT NULL DEFAULT 0,
	hostname VARCHAR(255),
	owner_email VARCHAR(255),
	disabled BOOL NOT NULL DEFAULT 0,
	CONSTRAINT alias_pkey PRIMARY KEY (email),
	CONSTRAINT alias_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name),
	CONSTRAINT alias_owner_email_fkey FOREIGN KEY (owner_email) REFERENCES "user" (email)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- Not theirs, but what docs/directory.md says.
CREATE INDEX alias_destination ON alias (destination(191));
