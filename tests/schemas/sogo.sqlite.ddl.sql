-- SPDX-License-Identifier: Apache-2.0
-- A view for SOGo over tables of anybody's.
CREATE TABLE person (
	uid VARCHAR(255) NOT NULL PRIMARY KEY,
	address VARCHAR(255),
	full_name VARCHAR(255),
	password VARCHAR(255),
	language VARCHAR(20),
	mail_host VARCHAR(255)
);
CREATE INDEX person_address ON person (address);
CREATE VIEW sogo_view AS
	SELECT uid AS c_uid, uid AS c_name, password AS c_password, full_name AS c_cn, address AS mail, language AS c_language,
		mail_host AS c_imap_host, mail_host AS c_sieve_host
	FROM person;
