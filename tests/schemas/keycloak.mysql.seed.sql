-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c as a realm's.  Another realm has people, addresses and attributes of the same names.

INSERT INTO REALM (id, enabled, name) VALUES ('r1', TRUE, 'mail'), ('r2', TRUE, 'other');

INSERT INTO USER_ENTITY (id, email, email_constraint, enabled, first_name, last_name, realm_id, username, service_account_client_link) VALUES
	('u0', 'alice@one.example', 'alice@one.example', TRUE, 'Alice', 'Ångström', 'r1', 'alice@one.example', NULL),
	('u1', 'bob@one.example', 'bob@one.example', TRUE, '山田', '雪', 'r1', 'bob@one.example', NULL),
	('u2', 'o''brien@one.example', 'o''brien@one.example', TRUE, 'Siobhán', 'O''Brien', 'r1', 'o''brien@one.example', NULL),
	('u3', 'a+b@one.example', 'a+b@one.example', TRUE, NULL, NULL, 'r1', 'a+b@one.example', NULL),
	('u4', 'jose@one.example', 'jose@one.example', TRUE, 'Jose', NULL, 'r1', 'jose@one.example', NULL),
	('u5', 'carol@one.example', 'carol@one.example', TRUE, NULL, NULL, 'r1', 'cclark', NULL),
	('u6', 'gina@one.example', 'gina@one.example', TRUE, NULL, NULL, 'r1', 'gina@one.example', NULL),
	('u7', 'noimap@one.example', 'noimap@one.example', TRUE, NULL, NULL, 'r1', 'noimap@one.example', NULL),
	('u8', 'nopop3@one.example', 'nopop3@one.example', TRUE, NULL, NULL, 'r1', 'nopop3@one.example', NULL),
	('u9', 'nosmtp@one.example', 'nosmtp@one.example', TRUE, NULL, NULL, 'r1', 'nosmtp@one.example', NULL),
	('u10', 'nosieve@one.example', 'nosieve@one.example', TRUE, NULL, NULL, 'r1', 'nosieve@one.example', NULL),
	('u11', 'nodav@one.example', 'nodav@one.example', TRUE, NULL, NULL, 'r1', 'nodav@one.example', NULL),
	('u12', 'noeas@one.example', 'noeas@one.example', TRUE, NULL, NULL, 'r1', 'noeas@one.example', NULL),
	('u13', 'robot@one.example', 'robot@one.example', TRUE, NULL, NULL, 'r1', 'robot@one.example', NULL),
	('u14', 'dora@one.example', 'dora@one.example', FALSE, NULL, NULL, 'r1', 'dora@one.example', NULL),
	('u15', 'nobody@off.example', 'nobody@off.example', TRUE, 'Nobody', NULL, 'r1', 'nobody@off.example', NULL),
	('u16', 'blank@one.example ', 'blank@one.example ', TRUE, NULL, NULL, 'r1', 'blank@one.example ', NULL),
	('u17', 'renée@one.example', 'renée@one.example', TRUE, NULL, NULL, 'r1', 'renée@one.example', NULL),
	('u18', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', TRUE, 'Long', NULL, 'r1', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', NULL),
	('d1', 'twice@one.example', 'x1', TRUE, NULL, NULL, 'r1', 'first', NULL),
	('d2', 'twice@one.example', 'x2', TRUE, NULL, NULL, 'r1', 'second', NULL),
	('s1', 'service@one.example', 'service@one.example', TRUE, NULL, NULL, 'r1', 'service-account-mail', 'c1'),
	('o1', 'other@one.example', 'other@one.example', TRUE, NULL, NULL, 'r2', 'other', NULL),
	('o2', 'alice@one.example', 'alice@one.example', TRUE, 'Another', 'Realm', 'r2', 'alice@one.example', NULL),
	('n1', NULL, 'n1', TRUE, NULL, NULL, 'r1', 'admin', NULL),
	('t1', 'tim@two.example', 'tim@two.example', TRUE, NULL, NULL, 'r1', 'tim.two@one.example', NULL),
	('e1', 'foreign@three.example', 'f', TRUE, NULL, NULL, 'r2', 'foreign', NULL);

INSERT INTO USER_ATTRIBUTE (name, value, user_id) VALUES
	('mailAlias', 'A.Lice@One.Example', 'u0'),
	('mailAlias', 'alice.a@one.example', 'u0'),
	('mailAlias', 'all@one.example', 'u0'),
	('mailAlias', 'all@one.example', 'u1'),
	('mailAlias', 'dead@one.example', 'u14'),
	('mailAlias', 'cross@two.example', 'u1'),
	('mailAlias', 'andré@one.example', 'u0'),
	('locale', 'sv', 'u0'),
	('locale', 'EN', 'u2'),
	('imapHost', 'imap2.one.example', 'u6'),
	('mailAlias', 'own@one.example', 'u0'),
	('nickname', 'void@one.example', 'u0'),
	('mailAlias', 'a.lice@one.example', 'o1'),
	('mailAlias', 'away@one.example', 'o1'),
	('mailAlias', 'chain@one.example', 's1');
