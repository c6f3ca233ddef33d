-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in Mailu's tables, which have no switch for a domain, hold names up to 80 bytes, and keep wildcards as LIKE patterns.

INSERT INTO domain (name) VALUES ('one.example'), ('two.example'), ('off.example'), ('no name at all');
INSERT INTO alternative (name, domain_name) VALUES ('also.example', 'one.example');

INSERT INTO "user" (email, localpart, domain_name, displayed_name) VALUES
	('alice@one.example', 'alice', 'one.example', 'Alice Ångström'),
	('bob@one.example', 'bob', 'one.example', '山田 雪'),
	('o''brien@one.example', 'o''brien', 'one.example', 'Siobhán O''Brien'),
	('a+b@one.example', 'a+b', 'one.example', ''),
	('jose@one.example', 'jose', 'one.example', 'Jose'),
	('carol@one.example', 'carol', 'one.example', ''),
	('gina@one.example', 'gina', 'one.example', ''),
	('dora@one.example', 'dora', 'one.example', ''),
	('noimap@one.example', 'noimap', 'one.example', ''),
	('nopop3@one.example', 'nopop3', 'one.example', ''),
	('nosmtp@one.example', 'nosmtp', 'one.example', ''),
	('nosieve@one.example', 'nosieve', 'one.example', ''),
	('nodav@one.example', 'nodav', 'one.example', ''),
	('noeas@one.example', 'noeas', 'one.example', ''),
	('robot@one.example', 'robot', 'one.example', ''),
	('blank@one.example ', 'blank', 'one.example', ''),
	('renée@one.example', 'renée', 'one.example', ''),
	('nobody@off.example', 'nobody', 'off.example', 'Nobody');
UPDATE "user" SET enabled = FALSE WHERE email = 'dora@one.example';
UPDATE "user" SET enable_imap = FALSE WHERE email IN ('noimap@one.example', 'robot@one.example');
UPDATE "user" SET enable_pop = FALSE WHERE email IN ('nopop3@one.example', 'robot@one.example');

INSERT INTO alias (email, localpart, domain_name, destination) VALUES
	('bob@one.example', 'bob', 'one.example', 'alice@one.example'),
	('a.lice@one.example', 'a.lice', 'one.example', 'Alice@one.example'),
	('all@one.example', 'all', 'one.example', 'alice@one.example,bob@one.example'),
	('mixed@one.example', 'mixed', 'one.example', 'alice@one.example,alice@elsewhere.example'),
	('away@one.example', 'away', 'one.example', 'alice@elsewhere.example'),
	('unused@one.example', 'unused', 'one.example', 'alice@one.example'),
	('chain@one.example', 'chain', 'one.example', 'a.lice@one.example'),
	('void@one.example', 'void', 'one.example', 'zoe@one.example'),
	('dead@one.example', 'dead', 'one.example', 'dora@one.example'),
	('mask@one.example', 'mask', 'one.example', 'alice@one.example'),
	('orphan@one.example', 'orphan', 'one.example', 'alice@one.example'),
	('andré@one.example', 'andré', 'one.example', 'alice@one.example'),
	('space@one.example ', 'space', 'one.example', 'alice@one.example'),
	('cross@two.example', 'cross', 'two.example', 'bob@one.example'),
	('%@two.example', '%', 'two.example', 'alice@one.example');
UPDATE alias SET disabled = TRUE WHERE email = 'unused@one.example';
UPDATE alias SET wildcard = TRUE WHERE email = '%@two.example';
UPDATE alias SET owner_email = 'alice@one.example' WHERE email = 'mask@one.example';
UPDATE alias SET owner_email = 'dora@one.example' WHERE email = 'orphan@one.example';
