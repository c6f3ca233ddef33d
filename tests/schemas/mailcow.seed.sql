-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in these tables.  Each mailbox has an alias row of its own.

INSERT INTO domain (domain) VALUES ('one.example'), ('two.example'),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample');

INSERT INTO domain (domain, active) VALUES ('off.example', 0);

INSERT INTO domain (domain, backupmx, relay_all_recipients) VALUES ('backup.example', 1, 1);

INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
	('also.example', 'one.example', 1), ('former.example', 'one.example', 0), ('gone.example', 'off.example', 1);

INSERT INTO mailbox (username, name, local_part, domain, attributes) VALUES
	('alice@one.example', 'Alice Ångström', 'alice', 'one.example', '{"imap_access": "1", "pop3_access": "1", "smtp_access": "1", "sieve_access": "1", "dav_access": "1", "eas_access": "1"}'),
	('bob@one.example', '山田 雪', 'bob', 'one.example', '{}'),
	('o''brien@one.example', 'Siobhán O''Brien', 'o''brien', 'one.example', NULL),
	('a+b@one.example', '', 'a+b', 'one.example', '{"tls_enforce_in": "0"}'),
	('jose@one.example', 'Jose', 'jose', 'one.example', '{"imap_access": "1"}'),
	('carol@one.example', '', 'carol', 'one.example', '{}'),
	('Gina@One.Example', '', 'gina', 'one.example', '{}'),
	('noimap@one.example', '', 'noimap', 'one.example', '{"imap_access": "0", "pop3_access": "1"}'),
	('nopop3@one.example', '', 'nopop3', 'one.example', '{"imap_access": "1", "pop3_access": "0"}'),
	('nosmtp@one.example', '', 'nosmtp', 'one.example', '{"smtp_access": "0"}'),
	('nosieve@one.example', '', 'nosieve', 'one.example', '{"sieve_access": "0"}'),
	('nodav@one.example', '', 'nodav', 'one.example', '{"dav_access": "0", "eas_access": "1"}'),
	('noeas@one.example', '', 'noeas', 'one.example', '{"dav_access": "1", "eas_access": "0"}'),
	('nobody@off.example', 'Nobody', 'nobody', 'off.example', '{}'),
	('blank@one.example ', '', 'blank', 'one.example', '{}'),
	('renée@one.example', '', 'renée', 'one.example', '{}'),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', '', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', '{}');
-- Who has neither mail nor login, who has mail alone, and what is no person.
INSERT INTO mailbox (username, name, local_part, domain, attributes, active) VALUES
	('dora@one.example', '', 'dora', 'one.example', '{}', 0),
	('robot@one.example', '', 'robot', 'one.example', '{}', 2);

INSERT INTO mailbox (username, name, local_part, domain, attributes, kind) VALUES
	('room@one.example', 'Room', 'room', 'one.example', '{}', 'location'),
	('beamer@one.example', 'Beamer', 'beamer', 'one.example', '{}', 'thing');

INSERT INTO alias (address, goto, domain) SELECT username, username, domain FROM mailbox;
UPDATE alias SET goto = 'bob@one.example,alice@one.example' WHERE address = 'bob@one.example';

INSERT INTO alias (address, goto, domain) VALUES
	('A.Lice@One.Example', 'alice@one.example', 'one.example'),
	('all@one.example', 'alice@one.example,bob@one.example', 'one.example'),
	('mixed@one.example', 'alice@one.example,alice@elsewhere.example', 'one.example'),
	('away@one.example', 'alice@elsewhere.example', 'one.example'),
	('chain@one.example', 'a.lice@one.example', 'one.example'),
	('void@one.example', 'nobody@one.example', 'one.example'),
	('spam@one.example', 'spam@localhost', 'one.example'),
	('cross@two.example', 'bob@one.example', 'two.example'),
	('dead@one.example', 'dora@one.example', 'one.example'),
	('beamers@one.example', 'beamer@one.example', 'one.example'),
	('own@also.example', 'bob@one.example', 'also.example'),
	('own@one.example', 'alice@one.example', 'one.example'),
	('@also.example', '@one.example', 'also.example'),
	('@two.example', 'bob@one.example', 'two.example'),
	('andré@one.example', 'alice@one.example', 'one.example'),
	('space@one.example ', 'alice@one.example', 'one.example');

INSERT INTO alias (address, goto, domain, active) VALUES
	('unused@one.example', 'alice@one.example', 'one.example', 0),
	('inward@one.example', 'alice@one.example', 'one.example', 2);
INSERT INTO alias (address, goto, domain, sender_allowed) VALUES ('silent@one.example', 'alice@one.example', 'one.example', 0);
