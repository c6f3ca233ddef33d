-- SPDX-License-Identifier: Apache-2.0
-- The people of people.c in the tables of mailserver-admin, which have neither names nor alias domains, and no switch for a domain.

INSERT INTO mail_domains (id, name, dkim_enabled, dkim_selector, dkim_private_key) VALUES
	(1, 'one.example', FALSE, 'dkim', ''),
	(2, 'two.example', FALSE, 'dkim', ''),
	(3, 'off.example', FALSE, 'dkim', ''),
	(4, 'no name at all', FALSE, 'dkim', ''),
	(5, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.xample', FALSE, 'dkim', '');

INSERT INTO mail_users (name, domain_id, enabled, send_only, password, admin, domain_admin, quota) VALUES
	('alice', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('bob', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('o''brien', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('a+b', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('jose', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('carol', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('gina', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('dora', 1, FALSE, FALSE, '', FALSE, FALSE, 0),
	('noimap', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('nopop3', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('nosmtp', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('nosieve', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('nodav', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('noeas', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('robot', 1, TRUE, TRUE, '', FALSE, FALSE, 0),
	('blank ', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('renée', 1, TRUE, FALSE, '', FALSE, FALSE, 0),
	('nobody', 3, TRUE, FALSE, '', FALSE, FALSE, 0),
	('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 5, TRUE, FALSE, '', FALSE, FALSE, 0);

INSERT INTO mail_aliases (name, domain_id, destination) VALUES
	('bob', 1, 'alice@one.example'),
	('a.lice', 1, 'Alice@one.example'),
	('all', 1, 'alice@one.example'),
	('all', 1, 'bob@one.example'),
	('mixed', 1, 'alice@one.example'),
	('mixed', 1, 'alice@elsewhere.example'),
	('away', 1, 'alice@elsewhere.example'),
	('chain', 1, 'a.lice@one.example'),
	('void', 1, 'zoe@one.example'),
	('dead', 1, 'dora@one.example'),
	('andré', 1, 'alice@one.example'),
	('space ', 1, 'alice@one.example'),
	('cross', 2, 'bob@one.example'),
	('', 2, 'alice@one.example');
