-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in Modoboa's tables.  Mailboxes, aliases and alias domains have an internal alias of their own.

INSERT INTO admin_domain (id, name, enabled, type) VALUES
	(1, 'one.example', TRUE, 'domain'),
	(2, 'two.example', TRUE, 'domain'),
	(3, 'off.example', FALSE, 'domain'),
	(4, 'backup.example', TRUE, 'relaydomain'),
	(5, 'no name at all', TRUE, 'domain'),
	(6, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', TRUE, 'domain');
INSERT INTO admin_domainalias (name, target_id, enabled) VALUES
	('also.example', 1, TRUE),
	('former.example', 1, FALSE),
	('gone.example', 3, TRUE);

INSERT INTO core_user (id, username, email, first_name, last_name, language, is_active) VALUES
	(1, 'alice@one.example', 'alice@one.example', 'Alice', 'Ångström', 'sv', TRUE),
	(2, 'bob@one.example', 'bob@one.example', '山田', '雪', '', TRUE),
	(3, 'o''brien@one.example', 'o''brien@one.example', 'Siobhán', 'O''Brien', 'en', TRUE),
	(4, 'a+b@one.example', 'a+b@one.example', '', '', '', TRUE),
	(5, 'jose@one.example', 'jose@one.example', 'Jose', '', '', TRUE),
	(6, 'boss', 'carol@one.example', '', '', '', TRUE),
	(7, 'gina@one.example', 'gina@one.example', '', '', '', TRUE),
	(8, 'dora@one.example', 'dora@one.example', '', '', '', FALSE),
	(9, 'noimap@one.example', 'noimap@one.example', '', '', '', TRUE),
	(10, 'nopop3@one.example', 'nopop3@one.example', '', '', '', TRUE),
	(11, 'nosmtp@one.example', 'nosmtp@one.example', '', '', '', TRUE),
	(12, 'nosieve@one.example', 'nosieve@one.example', '', '', '', TRUE),
	(13, 'nodav@one.example', 'nodav@one.example', '', '', '', TRUE),
	(14, 'noeas@one.example', 'noeas@one.example', '', '', '', TRUE),
	(15, 'robot@one.example', 'robot@one.example', '', '', '', TRUE),
	(16, 'blank@one.example ', 'blank@one.example ', '', '', '', TRUE),
	(17, 'renée@one.example', 'renée@one.example', '', '', '', TRUE),
	(18, 'nobody@off.example', 'nobody@off.example', '', 'Nobody', '', TRUE),
	(19, 'someone@backup.example', 'someone@backup.example', '', '', '', TRUE),
	(20, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'Long', '', '', TRUE);
INSERT INTO core_user (id, username, email) VALUES (100, 'admin', ''), (101, 'guest', 'guest@one.example');
INSERT INTO admin_mailbox (id, address, domain_id, user_id, is_send_only) VALUES
	(1, 'alice', 1, 1, FALSE),
	(2, 'bob', 1, 2, FALSE),
	(3, 'o''brien', 1, 3, FALSE),
	(4, 'a+b', 1, 4, FALSE),
	(5, 'jose', 1, 5, FALSE),
	(6, 'carol', 1, 6, FALSE),
	(7, 'gina', 1, 7, FALSE),
	(8, 'dora', 1, 8, FALSE),
	(9, 'noimap', 1, 9, FALSE),
	(10, 'nopop3', 1, 10, FALSE),
	(11, 'nosmtp', 1, 11, FALSE),
	(12, 'nosieve', 1, 12, FALSE),
	(13, 'nodav', 1, 13, FALSE),
	(14, 'noeas', 1, 14, FALSE),
	(15, 'robot', 1, 15, TRUE),
	(16, 'blank ', 1, 16, FALSE),
	(17, 'renée', 1, 17, FALSE),
	(18, 'nobody', 3, 18, FALSE),
	(19, 'someone', 4, 19, FALSE),
	(20, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 6, 20, FALSE);

INSERT INTO admin_alias (id, address, domain_id, enabled, internal, expire_at) VALUES
	(1, 'alice@one.example', 1, TRUE, TRUE, NULL),
	(2, 'bob@one.example', 1, TRUE, FALSE, NULL),
	(3, 'a.lice@one.example', 1, TRUE, FALSE, NULL),
	(4, 'all@one.example', 1, TRUE, FALSE, NULL),
	(5, 'mixed@one.example', 1, TRUE, FALSE, NULL),
	(6, 'away@one.example', 1, TRUE, FALSE, NULL),
	(7, 'unused@one.example', 1, FALSE, FALSE, NULL),
	(8, 'void@one.example', 1, TRUE, FALSE, NULL),
	(9, 'dead@one.example', 1, TRUE, FALSE, NULL),
	(10, 'past@one.example', 1, TRUE, FALSE, '2020-01-01 00:00:00'),
	(11, 'cross@two.example', 2, TRUE, FALSE, NULL),
	(12, '@two.example', 2, TRUE, FALSE, NULL),
	(13, '@also.example', 1, TRUE, TRUE, NULL),
	(14, 'chain@one.example', 1, TRUE, FALSE, NULL);
INSERT INTO modoboa_admin_aliasrecipient (alias_id, address, r_mailbox_id, r_alias_id) VALUES
	(1, 'alice@one.example', 1, NULL),
	(2, 'alice@one.example', 1, NULL),
	(3, 'alice@one.example', 1, NULL),
	(4, 'alice@one.example', 1, NULL),
	(4, 'bob@one.example', 2, NULL),
	(5, 'alice@one.example', 1, NULL),
	(5, 'alice@elsewhere.example', NULL, NULL),
	(6, 'alice@elsewhere.example', NULL, NULL),
	(7, 'alice@one.example', 1, NULL),
	(8, 'zoe@one.example', NULL, NULL),
	(9, 'dora@one.example', 8, NULL),
	(10, 'alice@one.example', 1, NULL),
	(11, 'bob@one.example', 2, NULL),
	(12, 'alice@one.example', 1, NULL),
	(13, '@one.example', NULL, NULL),
	(14, 'a.lice@one.example', NULL, 3);
