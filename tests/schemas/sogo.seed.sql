-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in a view for SOGo.  A user name may be another address.

INSERT INTO person (uid, address, full_name, language, mail_host) VALUES
	('alice@one.example', 'alice@one.example', 'Alice Ångström', 'sv', NULL),
	('cross@two.example', 'bob@one.example', '山田 雪', NULL, NULL),
	('o''brien@one.example', 'o''brien@one.example', 'Siobhán O''Brien', 'EN', NULL),
	('a+b@one.example', 'a+b@one.example', '', NULL, NULL),
	('jose@one.example', 'jose@one.example', 'Jose', NULL, NULL),
	('cclark', 'carol@one.example', '', NULL, NULL),
	('gina@one.example', 'gina@one.example', '', NULL, 'imap2.one.example'),
	('noimap@one.example', 'noimap@one.example', '', NULL, NULL),
	('nopop3@one.example', 'nopop3@one.example', '', NULL, NULL),
	('nosmtp@one.example', 'nosmtp@one.example', '', NULL, NULL),
	('nosieve@one.example', 'nosieve@one.example', '', NULL, NULL),
	('nodav@one.example', 'nodav@one.example', '', NULL, NULL),
	('noeas@one.example', 'noeas@one.example', '', NULL, NULL),
	('robot@one.example', 'robot@one.example', '', NULL, NULL),
	('dora@one.example', 'dora@one.example', '', NULL, NULL),
	('nobody@off.example', 'nobody@off.example', 'Nobody', NULL, NULL),
	('blank@one.example ', 'blank@one.example ', '', NULL, NULL),
	('renée@one.example', 'renée@one.example', '', NULL, NULL),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', NULL, NULL),
	('tim@two.example', 'tim@two.example', '', NULL, NULL),
	('admin', NULL, 'No address', NULL, NULL),
	('first', 'twice@one.example', '', NULL, NULL),
	('second', 'twice@one.example', '', NULL, NULL),
	('andré@one.example', 'tim@two.example', '', NULL, NULL);
