-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in PostfixAdmin's tables.  Its alias domains are domains as well, and every mailbox has an alias of its own.

INSERT INTO domain (domain, active, backupmx) VALUES
	('ALL', TRUE, FALSE),
	('one.example', TRUE, FALSE),
	('two.example', TRUE, FALSE),
	('off.example', FALSE, FALSE),
	('backup.example', TRUE, TRUE),
	('also.example', TRUE, FALSE),
	('former.example', FALSE, FALSE),
	('gone.example', FALSE, FALSE),
	('no name at all', TRUE, FALSE),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', TRUE, FALSE);

INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
	('also.example', 'one.example', TRUE),
	('former.example', 'one.example', FALSE),
	('gone.example', 'off.example', TRUE);

INSERT INTO mailbox (username, local_part, domain, name) VALUES
	('alice@one.example', 'alice', 'one.example', 'Alice Ångström'),
	('bob@one.example', 'bob', 'one.example', '山田 雪'),
	('o''brien@one.example', 'o''brien', 'one.example', 'Siobhán O''Brien'),
	('a+b@one.example', 'a+b', 'one.example', ''),
	('jose@one.example', 'jose', 'one.example', 'Jose'),
	('carol@one.example', 'carol', 'one.example', ''),
	('gina@one.example', 'gina', 'one.example', ''),
	('dora@one.example', 'dora', 'one.example', ''),
	('nobody@off.example', 'nobody', 'off.example', 'Nobody'),
	('noimap@one.example', 'noimap', 'one.example', ''),
	('nopop3@one.example', 'nopop3', 'one.example', ''),
	('nosmtp@one.example', 'nosmtp', 'one.example', ''),
	('nosieve@one.example', 'nosieve', 'one.example', ''),
	('nodav@one.example', 'nodav', 'one.example', ''),
	('noeas@one.example', 'noeas', 'one.example', ''),
	('robot@one.example', 'robot', 'one.example', ''),
	('blank@one.example ', 'blank', 'one.example', ''),
	('renée@one.example', 'renée', 'one.example', ''),
	('someone@backup.example', 'someone', 'backup.example', ''),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long');
UPDATE mailbox SET active = FALSE WHERE username = 'dora@one.example';
UPDATE mailbox SET smtp_active = FALSE WHERE username = 'nosmtp@one.example';

INSERT INTO alias (address, goto, domain)
	SELECT username, username, domain FROM mailbox WHERE username <> 'bob@one.example';
INSERT INTO alias (address, goto, domain) VALUES
	('bob@one.example', 'alice@one.example', 'one.example'),
	('a.lice@one.example', 'Alice@one.example', 'one.example'),
	('all@one.example', 'alice@one.example,bob@one.example', 'one.example'),
	('mixed@one.example', 'alice@one.example,alice@elsewhere.example', 'one.example'),
	('away@one.example', 'alice@elsewhere.example', 'one.example'),
	('unused@one.example', 'alice@one.example', 'one.example'),
	('chain@one.example', 'a.lice@one.example', 'one.example'),
	('void@one.example', 'zoe@one.example', 'one.example'),
	('dead@one.example', 'dora@one.example', 'one.example'),
	('own@one.example', 'alice@one.example', 'one.example'),
	('own@also.example', 'bob@one.example', 'also.example'),
	('andré@one.example', 'alice@one.example', 'one.example'),
	('space@one.example ', 'alice@one.example', 'one.example'),
	('cross@two.example', 'bob@one.example', 'two.example'),
	('@two.example', 'alice@one.example', 'two.example');
UPDATE alias SET active = FALSE WHERE address = 'unused@one.example';
