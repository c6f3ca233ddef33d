-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in iRedMail's tables.  Every mailbox forwards to itself; an alias is a row with is_alias, a list one with is_list.

INSERT INTO domain (domain, active, backupmx) VALUES
	('one.example', 1, 0),
	('two.example', 1, 0),
	('off.example', 0, 0),
	('backup.example', 1, 1),
	('no name at all', 1, 0),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 1, 0);

INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
	('also.example', 'one.example', 1),
	('former.example', 'one.example', 0),
	('gone.example', 'off.example', 1);

INSERT INTO mailbox (username, domain, name, language) VALUES
	('alice@one.example', 'one.example', 'Alice Ångström', 'sv'),
	('bob@one.example', 'one.example', '山田 雪', ''),
	('o''brien@one.example', 'one.example', 'Siobhán O''Brien', 'en_US'),
	('a+b@one.example', 'one.example', '', ''),
	('jose@one.example', 'one.example', 'Jose', ''),
	('carol@one.example', 'one.example', '', ''),
	('gina@one.example', 'one.example', '', ''),
	('dora@one.example', 'one.example', '', ''),
	('nobody@off.example', 'off.example', 'Nobody', ''),
	('noimap@one.example', 'one.example', '', ''),
	('nopop3@one.example', 'one.example', '', ''),
	('nosmtp@one.example', 'one.example', '', ''),
	('nosieve@one.example', 'one.example', '', ''),
	('nodav@one.example', 'one.example', '', ''),
	('noeas@one.example', 'one.example', '', ''),
	('nosogo@one.example', 'one.example', '', ''),
	('robot@one.example', 'one.example', '', ''),
	('blank@one.example ', 'one.example', '', ''),
	('renée@one.example', 'one.example', '', ''),
	('someone@backup.example', 'backup.example', '', ''),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', '');
UPDATE mailbox SET active = 0 WHERE username = 'dora@one.example';
UPDATE mailbox SET enableimap = 0, enableimapsecured = 0, enableimaptls = 0 WHERE username IN ('noimap@one.example', 'robot@one.example');
UPDATE mailbox SET enablepop3 = 0, enablepop3secured = 0, enablepop3tls = 0 WHERE username IN ('nopop3@one.example', 'robot@one.example');
UPDATE mailbox SET enablesmtp = 0, enablesmtpsecured = 0 WHERE username = 'nosmtp@one.example';
UPDATE mailbox SET enablemanagesieve = 0, enablemanagesievesecured = 0, enablesieve = 0, enablesievesecured = 0, enablesievetls = 0
	WHERE username = 'nosieve@one.example';
UPDATE mailbox SET enablesogocalendar = 'n' WHERE username = 'nodav@one.example';
UPDATE mailbox SET enablesogoactivesync = 'n' WHERE username = 'noeas@one.example';
UPDATE mailbox SET enablesogo = 0 WHERE username = 'nosogo@one.example';

INSERT INTO forwardings (address, forwarding, domain, dest_domain, is_forwarding)
	SELECT username, username, domain, domain, 1 FROM mailbox;
INSERT INTO forwardings (address, forwarding, domain, dest_domain, is_forwarding) VALUES
	('bob@one.example', 'alice@one.example', 'one.example', 'one.example', 1),
	('two.example', 'alice@one.example', 'two.example', 'one.example', 0);
INSERT INTO forwardings (address, forwarding, domain, dest_domain, is_alias, active) VALUES
	('a.lice@one.example', 'Alice@one.example', 'one.example', 'one.example', 1, 1),
	('unused@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 0),
	('chain@one.example', 'a.lice@one.example', 'one.example', 'one.example', 1, 1),
	('void@one.example', 'zoe@one.example', 'one.example', 'one.example', 1, 1),
	('dead@one.example', 'dora@one.example', 'one.example', 'one.example', 1, 1),
	('own@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('own@also.example', 'bob@one.example', 'also.example', 'one.example', 1, 1),
	('andré@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('space@one.example ', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('cross@two.example', 'bob@one.example', 'two.example', 'one.example', 1, 1);

INSERT INTO alias (address, domain) VALUES
	('all@one.example', 'one.example'),
	('half@one.example', 'one.example'),
	('mixed@one.example', 'one.example'),
	('away@one.example', 'one.example'),
	('single@one.example', 'one.example');
INSERT INTO forwardings (address, forwarding, domain, dest_domain, is_list, active) VALUES
	('all@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('all@one.example', 'bob@one.example', 'one.example', 'one.example', 1, 1),
	('half@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('half@one.example', 'bob@one.example', 'one.example', 'one.example', 1, 0),
	('mixed@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1),
	('mixed@one.example', 'alice@elsewhere.example', 'one.example', 'elsewhere.example', 1, 1),
	('away@one.example', 'alice@elsewhere.example', 'one.example', 'elsewhere.example', 1, 1),
	('single@one.example', 'alice@one.example', 'one.example', 'one.example', 1, 1);
INSERT INTO forwardings (address, forwarding, domain, dest_domain, is_maillist) VALUES
	('mlmmj@one.example', 'mlmmj@one.example', 'one.example', 'one.example', 1);
