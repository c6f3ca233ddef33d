-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in these tables.

INSERT INTO domains (domain) VALUES
	('one.example'),
	('two.example'),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample'),
	('off.example');

INSERT INTO accounts (username, domain, enabled, sendonly) VALUES
	('alice', 'one.example', 1, 0),
	('bob', 'one.example', 1, NULL),
	('o''brien', 'one.example', 1, 0),
	('a+b', 'one.example', 1, 0),
	('jose', 'one.example', 1, 0),
	('carol', 'one.example', 1, 0),
	('Gina', 'One.Example', 1, 0),
	('noimap', 'one.example', 1, 0),
	('nopop3', 'one.example', 1, 0),
	('nosmtp', 'one.example', 1, 0),
	('nosieve', 'one.example', 1, 0),
	('nodav', 'one.example', 1, 0),
	('noeas', 'one.example', 1, 0),
	('robot', 'one.example', 1, 1),
	('dora', 'one.example', NULL, 0),
	('nobody', 'off.example', 1, 0),
	('blank ', 'one.example', 1, 0),
	('renée', 'one.example', 1, 0),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 1, 0);

INSERT INTO aliases (source_username, source_domain, destination_username, destination_domain, enabled) VALUES
	('A.Lice', 'One.Example', 'alice', 'one.example', 1),
	('away', 'one.example', 'alice', 'elsewhere.example', 1),
	('chain', 'one.example', 'a.lice', 'one.example', 1),
	('void', 'one.example', 'nobody', 'one.example', 1),
	('cross', 'two.example', 'bob', 'one.example', 1),
	('dead', 'one.example', 'dora', 'one.example', 1),
	('own', 'one.example', 'alice', 'one.example', 1),
	('andré', 'one.example', 'alice', 'one.example', 1),
	('space ', 'one.example', 'alice', 'one.example', 1),
	('all', 'one.example', 'alice', 'one.example', 1),
	('all', 'one.example', 'bob', 'one.example', 1),
	('mixed', 'one.example', 'alice', 'one.example', 1),
	('mixed', 'one.example', 'alice', 'elsewhere.example', 1),
	('bob', 'one.example', 'alice', 'one.example', 1),
	('bob', 'one.example', 'bob', 'one.example', 1),
	('half', 'one.example', 'alice', 'one.example', 1),
	('half', 'one.example', 'bob', 'one.example', 0),
	('unused', 'one.example', 'alice', 'one.example', 0),
	(NULL, 'two.example', 'bob', 'one.example', 1);
