-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in an operator's own tables.

INSERT INTO places (name, stands_for, is_open) VALUES
	('one.example', NULL, TRUE),
	('two.example', NULL, TRUE),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', NULL, TRUE),
	('off.example', NULL, FALSE),
	('also.example', 'one.example', TRUE),
	('former.example', 'one.example', FALSE);

INSERT INTO folk (address, place, called, tongue, account, machine, may, without) VALUES
	('alice@one.example', 'one.example', 'Alice Ångström', 'sv', NULL, NULL, 'yes', NULL),
	('bob@one.example', 'one.example', '山田 雪', NULL, NULL, NULL, 'yes', NULL),
	('o''brien@one.example', 'one.example', 'Siobhán O''Brien', 'en', NULL, NULL, 'yes', NULL),
	('a+b@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', NULL),
	('jose@one.example', 'one.example', 'Jose', NULL, NULL, NULL, 'yes', NULL),
	('carol@one.example', 'one.example', '', NULL, 'cclark', NULL, 'yes', NULL),
	('gina@one.example', 'one.example', '', NULL, NULL, 'imap2.one.example', 'yes', NULL),
	('noimap@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'imap'),
	('nopop3@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'pop3'),
	('nosmtp@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'smtp'),
	('nosieve@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'sieve'),
	('nodav@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'dav'),
	('noeas@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', 'eas'),
	('robot@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', NULL),
	('dora@one.example', 'one.example', '', NULL, NULL, NULL, 'no', NULL),
	('nobody@off.example', 'off.example', 'Nobody', NULL, NULL, NULL, 'yes', NULL),
	('blank@one.example ', 'one.example', '', NULL, NULL, NULL, 'yes', NULL),
	('renée@one.example', 'one.example', '', NULL, NULL, NULL, 'yes', NULL),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', NULL, NULL, NULL, 'yes', NULL);

INSERT INTO nicknames (address, target) VALUES
	('a.lice@one.example', 'alice@one.example'),
	('away@one.example', 'alice@elsewhere.example'),
	('chain@one.example', 'a.lice@one.example'),
	('void@one.example', 'nobody@one.example'),
	('cross@two.example', 'bob@one.example'),
	('dead@one.example', 'dora@one.example'),
	('andré@one.example', 'alice@one.example'),
	('bob@one.example', 'alice@one.example'),
	('all@one.example', 'alice@one.example'),
	('all@one.example', 'bob@one.example');
