-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in these tables.  Each mailbox has an alias row of its own.

INSERT INTO domain (id, domain, active) VALUES
	(1, 'one.example', 1),
	(2, 'two.example', 1),
	(3, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 1),
	(4, 'off.example', 0);

INSERT INTO domain (domain, backupmx) VALUES ('backup.example', 1);

INSERT INTO mailbox (username, name, active, access_restriction, Domain_id) VALUES
	('alice@one.example', 'Alice Ångström', 1, 'ALL', 1),
	('bob@one.example', '山田 雪', 1, 'ALL', 1),
	('o''brien@one.example', 'Siobhán O''Brien', 1, 'ALL', 1),
	('a+b@one.example', '', 1, 'ALL', 1),
	('jose@one.example', 'Jose', 1, 'ALL', 1),
	('carol@one.example', '', 1, 'ALL', 1),
	('Gina@One.Example', '', 1, 'ALL', 1),
	('noimap@one.example', '', 1, 'POP3,SMTP,SIEVE', 1),
	('nopop3@one.example', '', 1, 'IMAP,SMTP,SIEVE', 1),
	('nosmtp@one.example', '', 1, 'IMAP,POP3,SIEVE', 1),
	('nosieve@one.example', '', 1, 'IMAP,POP3,SMTP', 1),
	('nodav@one.example', '', 1, 'ALL', 1),
	('noeas@one.example', '', 1, 'ALL', 1),
	('dora@one.example', '', 0, 'ALL', 1),
	('robot@one.example', '', 1, 'ALL', 1),
	('nobody@off.example', 'Nobody', 1, 'ALL', 4),
	('blank@one.example ', '', 1, 'ALL', 1),
	('renée@one.example', '', 1, 'ALL', 1),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', 1, 'ALL', 3);


INSERT INTO alias (address, goto, Domain_id) SELECT username, username, Domain_id FROM mailbox;
UPDATE alias SET goto = 'bob@one.example,alice@one.example' WHERE address = 'bob@one.example';

INSERT INTO alias (address, goto, Domain_id) VALUES
	('A.Lice@One.Example', 'alice@one.example', 1),
	('away@one.example', 'alice@elsewhere.example', 1),
	('chain@one.example', 'a.lice@one.example', 1),
	('void@one.example', 'nobody@one.example', 1),
	('cross@two.example', 'bob@one.example', 2),
	('dead@one.example', 'dora@one.example', 1),
	('own@one.example', 'alice@one.example', 1),
	('andré@one.example', 'alice@one.example', 1),
	('space@one.example ', 'alice@one.example', 1),
	('all@one.example', 'alice@one.example,bob@one.example', 1),
	('mixed@one.example', 'alice@one.example,alice@elsewhere.example', 1),
	('@two.example', 'bob@one.example', 2);

INSERT INTO alias (address, goto, active, Domain_id) VALUES ('unused@one.example', 'alice@one.example', 0, 1);

INSERT INTO directory_entry (mailbox_id, displayName, preferredLanguage)
	SELECT id, IF(username LIKE 'alice%', 'Alice Ångström', ''), CASE WHEN username LIKE 'alice%' THEN 'SV' WHEN username LIKE 'o''brien%' THEN 'en' END FROM mailbox;
UPDATE mailbox SET name = 'Alice' WHERE username = 'alice@one.example';
