-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in these tables.  Alias domains are domains as well.

INSERT INTO server (server_name, mail_server) VALUES
	('imap1.one.example', 1),
	('www.one.example', 0),
	('imap2.one.example', 1);

INSERT INTO mail_domain (server_id, domain, active) VALUES
	(1, 'one.example', 'y'),
	(1, 'two.example', 'y'),
	(1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'y'),
	(1, 'off.example', 'n'),
	(3, 'one.example', 'y'),
	(1, 'also.example', 'y'),
	(1, 'former.example', 'n'),
	(1, 'gone.example', 'y');

INSERT INTO mail_user (server_id, email, login, name, postfix, disableimap, disablepop3, disablesmtp, disablesieve) VALUES
	(1, 'alice@one.example', 'alice@one.example', 'Alice Ångström', 'y', 'n', 'n', 'n', 'n'),
	(1, 'bob@one.example', 'bob@one.example', '山田 雪', 'y', 'n', 'n', 'n', 'n'),
	(1, 'o''brien@one.example', 'o''brien@one.example', 'Siobhán O''Brien', 'y', 'n', 'n', 'n', 'n'),
	(1, 'a+b@one.example', 'a+b@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'jose@one.example', 'jose@one.example', 'Jose', 'y', 'n', 'n', 'n', 'n'),
	(1, 'carol@one.example', 'cclark', '', 'y', 'n', 'n', 'n', 'n'),
	(3, 'Gina@One.Example', 'gina@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'noimap@one.example', 'noimap@one.example', '', 'y', 'y', 'n', 'n', 'n'),
	(1, 'nopop3@one.example', 'nopop3@one.example', '', 'y', 'n', 'y', 'n', 'n'),
	(1, 'nosmtp@one.example', 'nosmtp@one.example', '', 'y', 'n', 'n', 'y', 'n'),
	(1, 'nosieve@one.example', 'nosieve@one.example', '', 'y', 'n', 'n', 'n', 'y'),
	(1, 'nodav@one.example', 'nodav@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'noeas@one.example', 'noeas@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'robot@one.example', 'robot@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'dora@one.example', 'dora@one.example', '', 'n', 'n', 'n', 'n', 'n'),
	(1, 'nobody@off.example', 'nobody@off.example', 'Nobody', 'y', 'n', 'n', 'n', 'n'),
	(1, 'blank@one.example ', 'blank@one.example ', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'renée@one.example', 'renée@one.example', '', 'y', 'n', 'n', 'n', 'n'),
	(1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', 'y', 'n', 'n', 'n', 'n');

INSERT INTO mail_forwarding (server_id, source, destination, type, active) VALUES
	(1, 'A.Lice@One.Example', 'alice@one.example', 'alias', 'y'),
	(1, 'away@one.example', 'alice@elsewhere.example', 'alias', 'y'),
	(1, 'chain@one.example', 'a.lice@one.example', 'alias', 'y'),
	(1, 'void@one.example', 'nobody@one.example', 'alias', 'y'),
	(1, 'cross@two.example', 'bob@one.example', 'alias', 'y'),
	(1, 'dead@one.example', 'dora@one.example', 'alias', 'y'),
	(1, 'own@one.example', 'alice@one.example', 'alias', 'y'),
	(1, 'andré@one.example', 'alice@one.example', 'alias', 'y'),
	(1, 'space@one.example ', 'alice@one.example', 'alias', 'y'),
	(1, 'all@one.example', 'alice@one.example,bob@one.example', 'forward', 'y'),
	(1, 'mixed@one.example', 'alice@one.example
alice@elsewhere.example', 'forward', 'y'),
	(1, 'bob@one.example', 'alice@one.example', 'forward', 'y'),
	(1, 'unused@one.example', 'alice@one.example', 'alias', 'n'),
	(1, 'half@one.example', 'alice@one.example', 'alias', 'y'),
	(1, 'half@one.example', 'bob@one.example', 'alias', 'n'),
	(1, '@two.example', 'bob@one.example', 'catchall', 'y'),
	(1, 'own@also.example', 'bob@one.example', 'alias', 'y'),
	(1, '@also.example', '@one.example', 'aliasdomain', 'y'),
	(1, '@former.example', '@one.example', 'aliasdomain', 'n'),
	(1, '@gone.example', '@off.example', 'aliasdomain', 'y'),
	(3, 'second@one.example', 'gina@one.example', 'alias', 'y');
