-- SPDX-License-Identifier: Apache-2.0
-- Mailu's tables on SQLite, as its migrations leave them at revision 31f40da48c01 (May 2026).

CREATE TABLE domain (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	name VARCHAR(80) NOT NULL,
	max_users INTEGER NOT NULL DEFAULT -1,
	max_aliases INTEGER NOT NULL DEFAULT -1,
	max_quota_bytes BIGINT NOT NULL DEFAULT 0,
	signup_enabled BOOLEAN NOT NULL DEFAULT 0,
	anonmail_enabled BOOLEAN NOT NULL DEFAULT 0,
	CONSTRAINT domain_pkey PRIMARY KEY (name)
);

CREATE TABLE alternative (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	name VARCHAR(80) NOT NULL,
	domain_name VARCHAR(80),
	CONSTRAINT alternative_pkey PRIMARY KEY (name),
	CONSTRAINT alternative_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name)
);

CREATE TABLE "user" (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	localpart VARCHAR(80) NOT NULL,
	password VARCHAR(255) NOT NULL DEFAULT '',
	quota_bytes BIGINT NOT NULL DEFAULT 1000000000,
	quota_bytes_used BIGINT NOT NULL DEFAULT 0,
	global_admin BOOLEAN NOT NULL DEFAULT 0,
	enabled BOOLEAN NOT NULL DEFAULT 1,
	enable_imap BOOLEAN NOT NULL DEFAULT 1,
	enable_pop BOOLEAN NOT NULL DEFAULT 1,
	allow_spoofing BOOLEAN NOT NULL DEFAULT 0,
	forward_enabled BOOLEAN NOT NULL DEFAULT 0,
	forward_destination VARCHAR(255),
	forward_keep BOOLEAN NOT NULL DEFAULT 1,
	reply_enabled BOOLEAN NOT NULL DEFAULT 0,
	reply_subject VARCHAR(255),
	reply_body TEXT,
	reply_startdate DATE NOT NULL DEFAULT '1900-01-01',
	reply_enddate DATE NOT NULL DEFAULT '2999-12-31',
	displayed_name VARCHAR(160) NOT NULL DEFAULT '',
	spam_enabled BOOLEAN NOT NULL DEFAULT 1,
	spam_mark_as_read BOOLEAN NOT NULL DEFAULT 1,
	spam_threshold INTEGER NOT NULL DEFAULT 80,
	change_pw_next_login BOOLEAN NOT NULL DEFAULT 0,
	domain_name VARCHAR(80) NOT NULL,
	email VARCHAR(255) NOT NULL,
	CONSTRAINT user_pkey PRIMARY KEY (email),
	CONSTRAINT user_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name)
);

CREATE TABLE alias (
	created_at DATE NOT NULL DEFAULT '2020-01-01',
	updated_at DATE,
	comment VARCHAR(255),
	localpart VARCHAR(80) NOT NULL,
	destination VARCHAR(1023) NOT NULL,
	domain_name VARCHAR(80) NOT NULL,
	email VARCHAR(255) NOT NULL,
	wildcard BOOLEAN NOT NULL DEFAULT 0,
	hostname VARCHAR(255),
	owner_email VARCHAR(255),
	disabled BOOLEAN NOT NULL DEFAULT 0,
	CONSTRAINT alias_pkey PRIMARY KEY (email),
	CONSTRAINT alias_domain_name_fkey FOREIGN KEY (domain_name) REFERENCES domain (name),
	CONSTRAINT alias_owner_email_fkey FOREIGN KEY (owner_email) REFERENCES "user" (email)
);
-- Not theirs, but what docs/directory.md says.
CREATE INDEX alias_destination ON alias (lower(destination));
