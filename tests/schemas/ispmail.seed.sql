-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in these tables.

INSERT INTO virtual_domains (id, name) VALUES
	(1, 'one.example'),
	(2, 'two.example'),
	(3, 'off.example');

INSERT INTO virtual_users (domain_id, email) VALUES
	(1, 'alice@one.example'),
	(1, 'bob@one.example'),
	(1, 'o''brien@one.example'),
	(1, 'a+b@one.example'),
	(1, 'jose@one.example'),
	(1, 'carol@one.example'),
	(1, 'Gina@One.Example'),
	(1, 'noimap@one.example'),
	(1, 'nopop3@one.example'),
	(1, 'nosmtp@one.example'),
	(1, 'nosieve@one.example'),
	(1, 'nodav@one.example'),
	(1, 'noeas@one.example'),
	(1, 'robot@one.example'),
	(1, 'dora@one.example'),
	(3, 'nobody@off.example'),
	(1, 'blank@one.example '),
	(1, 'renée@one.example');

INSERT INTO virtual_aliases (domain_id, source, destination) VALUES
	(1, 'A.Lice@One.Example', 'alice@one.example'),
	(1, 'away@one.example', 'alice@elsewhere.example'),
	(1, 'chain@one.example', 'a.lice@one.example'),
	(1, 'void@one.example', 'nobody@one.example'),
	(2, 'cross@two.example', 'bob@one.example'),
	(1, 'dead@one.example', 'dora@one.example'),
	(1, 'own@one.example', 'alice@one.example'),
	(1, 'andré@one.example', 'alice@one.example'),
	(1, 'space@one.example ', 'alice@one.example'),
	(1, 'all@one.example', 'alice@one.example'),
	(1, 'all@one.example', 'bob@one.example'),
	(1, 'mixed@one.example', 'alice@one.example'),
	(1, 'mixed@one.example', 'alice@elsewhere.example'),
	(1, 'bob@one.example', 'alice@one.example'),
	(1, 'bob@one.example', 'bob@one.example'),
	(2, '@two.example', 'bob@one.example');
