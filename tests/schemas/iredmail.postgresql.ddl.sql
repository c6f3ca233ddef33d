-- SPDX-License-Identifier: Apache-2.0
-- iRedMail's tables on PostgreSQL, as release 1.8.1 makes them: every switch has an index of its own.

CREATE TABLE domain (
	domain VARCHAR(255) NOT NULL DEFAULT '',
	description TEXT NOT NULL DEFAULT '',
	disclaimer TEXT NOT NULL DEFAULT '',
	aliases INT8 NOT NULL DEFAULT 0,
	mailboxes INT8 NOT NULL DEFAULT 0,
	maillists INT8 NOT NULL DEFAULT 0,
	maxquota INT8 NOT NULL DEFAULT 0,
	quota INT8 NOT NULL DEFAULT 0,
	transport VARCHAR(255) NOT NULL DEFAULT 'dovecot',
	settings TEXT NOT NULL DEFAULT '',
	backupmx INT2 NOT NULL DEFAULT 0,
	created TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	modified TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	expired TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT '9999-12-31 01:01:01',
	active INT2 NOT NULL DEFAULT 1,
	PRIMARY KEY (domain)
);
CREATE INDEX idx_domain_backupmx ON domain (backupmx);
CREATE INDEX idx_domain_expired ON domain (expired);
CREATE INDEX idx_domain_active ON domain (active);

CREATE TABLE alias_domain (
	alias_domain VARCHAR(255) NOT NULL,
	target_domain VARCHAR(255) NOT NULL,
	created TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	modified TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	active INT2 NOT NULL DEFAULT 1,
	PRIMARY KEY (alias_domain)
);
CREATE INDEX idx_alias_domain_target_domain ON alias_domain (target_domain);
CREATE INDEX idx_alias_domain_active ON alias_domain (active);

CREATE TABLE alias (
	address VARCHAR(255) NOT NULL DEFAULT '',
	name VARCHAR(255) NOT NULL DEFAULT '',
	accesspolicy VARCHAR(30) NOT NULL DEFAULT '',
	domain VARCHAR(255) NOT NULL DEFAULT '',
	created TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	modified TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	expired TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT '9999-12-31 01:01:01',
	active INT2 NOT NULL DEFAULT 1,
	PRIMARY KEY (address)
);
CREATE INDEX idx_alias_domain ON alias (domain);
CREATE INDEX idx_alias_expired ON alias (expired);
CREATE INDEX idx_alias_active ON alias (active);

CREATE TABLE forwardings (
	id SERIAL PRIMARY KEY,
	address VARCHAR(255) NOT NULL DEFAULT '',
	forwarding VARCHAR(255) NOT NULL DEFAULT '',
	domain VARCHAR(255) NOT NULL DEFAULT '',
	dest_domain VARCHAR(255) NOT NULL DEFAULT '',
	is_maillist INT2 NOT NULL DEFAULT 0,
	is_list INT2 NOT NULL DEFAULT 0,
	is_forwarding INT2 NOT NULL DEFAULT 0,
	is_alias INT2 NOT NULL DEFAULT 0,
	active INT2 NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX idx_forwardings_address_forwarding ON forwardings (address, forwarding);
CREATE INDEX idx_forwardings_address ON forwardings (address);
CREATE INDEX idx_forwardings_forwarding ON forwardings (forwarding);
CREATE INDEX idx_forwardings_domain ON forwardings (domain);
CREATE INDEX idx_forwardings_dest_domain ON forwardings (dest_domain);
CREATE INDEX idx_forwardings_is_maillist ON forwardings (is_maillist);
CREATE INDEX idx_forwardings_is_list ON forwardings (is_list);
CREATE INDEX idx_forwardings_is_forwarding ON forwardings (is_forwarding);
CREATE INDEX idx_forwardings_is_alias ON forwardings (is_alias);

CREATE TABLE mailbox (
	username VARCHAR(255) NOT NULL DEFAULT '',
	password VARCHAR(255) NOT NULL DEFAULT '',
	name VARCHAR(255) NOT NULL DEFAULT '',
	language VARCHAR(5) NOT NULL DEFAULT '',
	first_name VARCHAR(255) NOT NULL DEFAULT '',
	last_name VARCHAR(255) NOT NULL DEFAULT '',
	mobile VARCHAR(255) NOT NULL DEFAULT '',
	telephone VARCHAR(255) NOT NULL DEFAULT '',
	recovery_email VARCHAR(255) NOT NULL DEFAULT '',
	birthday DATE NOT NULL DEFAULT '0001-01-01',
	mailboxformat VARCHAR(50) NOT NULL DEFAULT '',
	mailboxfolder VARCHAR(50) NOT NULL DEFAULT '',
	storagebasedirectory VARCHAR(255) NOT NULL DEFAULT '',
	storagenode VARCHAR(255) NOT NULL DEFAULT '',
	maildir VARCHAR(255) NOT NULL DEFAULT '',
	quota INT8 NOT NULL DEFAULT 0,
	domain VARCHAR(255) NOT NULL DEFAULT '',
	transport VARCHAR(255) NOT NULL DEFAULT '',
	department VARCHAR(255) NOT NULL DEFAULT '',
	rank VARCHAR(255) NOT NULL DEFAULT '',
	employeeid VARCHAR(255) NOT NULL DEFAULT '',
	isadmin INT2 NOT NULL DEFAULT 0,
	isglobaladmin INT2 NOT NULL DEFAULT 0,
	enablesmtp INT2 NOT NULL DEFAULT 1,
	enablesmtpsecured INT2 NOT NULL DEFAULT 1,
	enablepop3 INT2 NOT NULL DEFAULT 1,
	enablepop3secured INT2 NOT NULL DEFAULT 1,
	enablepop3tls INT2 NOT NULL DEFAULT 1,
	enableimap INT2 NOT NULL DEFAULT 1,
	enableimapsecured INT2 NOT NULL DEFAULT 1,
	enableimaptls INT2 NOT NULL DEFAULT 1,
	enabledeliver INT2 NOT NULL DEFAULT 1,
	enablelda INT2 NOT NULL DEFAULT 1,
	enablemanagesieve INT2 NOT NULL DEFAULT 1,
	enablemanagesievesecured INT2 NOT NULL DEFAULT 1,
	enablesieve INT2 NOT NULL DEFAULT 1,
	enablesievesecured INT2 NOT NULL DEFAULT 1,
	enablesievetls INT2 NOT NULL DEFAULT 1,
	enableinternal INT2 NOT NULL DEFAULT 1,
	enabledoveadm INT2 NOT NULL DEFAULT 1,
	"enablelib-storage" INT2 NOT NULL DEFAULT 1,
	"enablequota-status" INT2 NOT NULL DEFAULT 1,
	"enableindexer-worker" INT2 NOT NULL DEFAULT 1,
	enablelmtp INT2 NOT NULL DEFAULT 1,
	enabledsync INT2 NOT NULL DEFAULT 1,
	enablesogo INT2 NOT NULL DEFAULT 1,
	enablesogowebmail VARCHAR(1) NOT NULL DEFAULT 'y',
	enablesogocalendar VARCHAR(1) NOT NULL DEFAULT 'y',
	enablesogoactivesync VARCHAR(1) NOT NULL DEFAULT 'y',
	allow_nets TEXT DEFAULT NULL,
	disclaimer TEXT NOT NULL DEFAULT '',
	settings TEXT NOT NULL DEFAULT '',
	passwordlastchange TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	created TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	modified TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
	expired TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT '9999-12-31 01:01:01',
	active INT2 NOT NULL DEFAULT 1,
	PRIMARY KEY (username)
);
CREATE INDEX idx_mailbox_domain ON mailbox (domain);
CREATE INDEX idx_mailbox_department ON mailbox (department);
CREATE INDEX idx_mailbox_employeeid ON mailbox (employeeid);
CREATE INDEX idx_mailbox_isadmin ON mailbox (isadmin);
CREATE INDEX idx_mailbox_isglobaladmin ON mailbox (isglobaladmin);
CREATE INDEX idx_mailbox_enablesmtp ON mailbox (enablesmtp);
CREATE INDEX idx_mailbox_enablesmtpsecured ON mailbox (enablesmtpsecured);
CREATE INDEX idx_mailbox_enablepop3 ON mailbox (enablepop3);
CREATE INDEX idx_mailbox_enablepop3secured ON mailbox (enablepop3secured);
CREATE INDEX idx_mailbox_enablepop3tls ON mailbox (enablepop3tls);
CREATE INDEX idx_mailbox_enableimap ON mailbox (enableimap);
CREATE INDEX idx_mailbox_enableimapsecured ON mailbox (enableimapsecured);
CREATE INDEX idx_mailbox_enableimaptls ON mailbox (enableimaptls);
CREATE INDEX idx_mailbox_enabledeliver ON mailbox (enabledeliver);
CREATE INDEX idx_mailbox_enablelda ON mailbox (enablelda);
CREATE INDEX idx_mailbox_enablemanagesieve ON mailbox (enablemanagesieve);
CREATE INDEX idx_mailbox_enablemanagesievesecured ON mailbox (enablemanagesievesecured);
CREATE INDEX idx_mailbox_enablesieve ON mailbox (enablesieve);
CREATE INDEX idx_mailbox_enablesievesecured ON mailbox (enablesievesecured);
CREATE INDEX idx_mailbox_enablesievetls ON mailbox (enablesievetls);
CREATE INDEX idx_mailbox_enableinternal ON mailbox (enableinternal);
CREATE INDEX idx_mailbox_enabledoveadm ON mailbox (enabledoveadm);
CREATE INDEX idx_mailbox_enablelib_storage ON mailbox ("enablelib-storage");
CREATE INDEX idx_mailbox_enablequota_status ON mailbox ("enablequota-status");
CREATE INDEX idx_mailbox_enableindexer_worker ON mailbox ("enableindexer-worker");
CREATE INDEX idx_mailbox_enablelmtp ON mailbox (enablelmtp);
CREATE INDEX idx_mailbox_enabledsync ON mailbox (enabledsync);
CREATE INDEX idx_mailbox_enablesogo ON mailbox (enablesogo);
CREATE INDEX idx_mailbox_passwordlastchange ON mailbox (passwordlastchange);
CREATE INDEX idx_mailbox_expired ON mailbox (expired);
CREATE INDEX idx_mailbox_active ON mailbox (active);
