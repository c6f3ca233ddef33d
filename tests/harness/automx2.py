# SPDX-License-Identifier: Apache-2.0
"""automx2's tables (2026.2) as its own program makes them, in the dialect of each database, in all their ages, and the same rows in them."""
import re
import sqlite3

from .directory import MariadbDatabase, PostgresqlDatabase

TABLES = """
CREATE TABLE provider (id {id}, name VARCHAR(128) NOT NULL, short_name VARCHAR(32) NOT NULL);
CREATE TABLE server (id {id}, prio INTEGER DEFAULT '10' NOT NULL, name VARCHAR(128) NOT NULL, port INTEGER NOT NULL, type VARCHAR(32) NOT NULL,
	socket_type VARCHAR(32) NOT NULL, user_name VARCHAR(64) NOT NULL, authentication VARCHAR(32) NOT NULL);
CREATE TABLE davserver (id {id}, url VARCHAR(128) NOT NULL, port INTEGER NOT NULL, type VARCHAR(32) NOT NULL, use_ssl {bool} NOT NULL,
	domain_required {bool} NOT NULL, user_name VARCHAR(64));
CREATE TABLE ldapserver (id {id}, name VARCHAR(128) NOT NULL, port INTEGER NOT NULL, use_ssl {bool} NOT NULL, search_base VARCHAR(128) NOT NULL,
	search_filter VARCHAR(128) NOT NULL, attr_uid VARCHAR(32) NOT NULL, attr_cn VARCHAR(32), bind_password VARCHAR(128), bind_user VARCHAR(128));
CREATE TABLE domain (id {id}, name VARCHAR(128) NOT NULL UNIQUE, provider_id INTEGER NOT NULL REFERENCES provider(id),
	ldapserver_id INTEGER REFERENCES ldapserver(id));
CREATE TABLE server_domain (server_id INTEGER NOT NULL REFERENCES server(id), domain_id INTEGER NOT NULL REFERENCES domain(id),
	PRIMARY KEY (server_id, domain_id));
CREATE TABLE davserver_domain (davserver_id INTEGER NOT NULL REFERENCES davserver(id), domain_id INTEGER NOT NULL REFERENCES domain(id),
	PRIMARY KEY (davserver_id, domain_id));
"""

WORDS = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "bool": "BOOLEAN"},
    "postgresql": {"id": "SERIAL NOT NULL PRIMARY KEY", "bool": "BOOLEAN"},
    "mysql": {"id": "INTEGER NOT NULL PRIMARY KEY AUTO_INCREMENT", "bool": "BOOL"},
}

# Every spelling of every column, and rows that make no sense beside others that do.
ROWS = """
INSERT INTO provider (id, name, short_name) VALUES (1, 'Example Mail', 'Example'),
	(2, 'A provider whose name is so long that no document may show all of it to a reader', 'Thirty-two characters at most 32');
INSERT INTO ldapserver (id, name, port, use_ssl, search_base, search_filter, attr_uid, attr_cn, bind_password, bind_user) VALUES
	(1, 'ldap.example.test', 636, TRUE, 'dc=example,dc=test', '(mail={0})', 'uid', 'cn', 'secret', 'cn=reader,dc=example,dc=test');
INSERT INTO domain (id, name, provider_id, ldapserver_id) VALUES (1, 'example.test', 1, NULL), (2, 'Second.TEST', 1, NULL), (3, 'odd.test', 2, NULL),
	(4, 'serverless.test', 1, NULL), (5, 'bücher.test', 1, NULL), (6, 'people.test', 1, 1), (7, 'none.test', 1, NULL), (8, 'not a domain', 1, NULL);
INSERT INTO server (id, prio, name, port, type, socket_type, user_name, authentication) VALUES
	(1, 20, 'imap.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(2, 10, 'imap2.example.test', 143, 'imap', 'STARTTLS', '%EMAILLOCALPART%', 'password-cleartext'),
	(3, 10, 'smtp.example.test', 465, 'smtp', 'SSL', '%EMAILADDRESS%', 'plain'),
	(4, 10, 'pop.example.test', 995, 'pop', 'TLS', '%EMAILADDRESS%', 'password-encrypted'),
	(5, 10, 'mail.%EMAILDOMAIN%', 993, 'imap', 'Auto', '%EMAILLOCALPART%@mail.%EMAILDOMAIN%', 'OAuth2'),
	(6, 10, '%EMAILDOMAIN%.mx.example.test', 587, 'smtp', 'Auto', '%EMAILADDRESS%', 'NTLM'),
	(7, 10, 'odd.example.test', 993, 'INVALID', 'SSL', '%EMAILADDRESS%', 'plain'),
	(8, 10, 'odd.example.test', 0, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(9, 10, '%EMAILLOCALPART%.mail.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(10, 10, 'odd.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'magic'),
	(11, 10, 'odd.example.test', 110, 'pop', 'None', '%EMAILADDRESS%', 'plain'),
	(12, 10, 'good.example.test', 465, 'smtp', 'SSL', '%EMAILADDRESS%', 'none'),
	(13, 10, 'good.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain');
INSERT INTO server_domain (domain_id, server_id) VALUES (1, 1), (1, 2), (1, 3), (1, 4), (2, 5), (2, 6), (3, 7), (3, 8), (3, 9), (3, 10), (3, 11),
	(3, 12), (3, 13), (5, 13), (5, 3), (6, 1), (6, 3), (7, 11), (8, 1);
INSERT INTO davserver (id, url, port, type, use_ssl, domain_required, user_name) VALUES
	(1, 'https://dav.example.test/cal/%EMAILADDRESS%/', 0, 'caldav', TRUE, TRUE, '%EMAILADDRESS%'),
	(2, 'https://dav.example.test/card/%EMAILADDRESS%/', 8443, 'carddav', TRUE, FALSE, NULL),
	(3, 'http://dav.%EMAILDOMAIN%/cal/', 0, 'caldav', TRUE, FALSE, '%EMAILLOCALPART%'),
	(4, 'http://dav.example.test/plain/', 0, 'caldav', FALSE, FALSE, '%EMAILADDRESS%');
INSERT INTO davserver_domain (domain_id, davserver_id) VALUES (1, 1), (1, 2), (2, 3), (3, 4);
"""

# What each age of the tables did not have yet.
AGES = {
    "2026": (),
    "2021.2": ("davserver", "ldapserver"),
    "2020.1": ("davserver", "ldapserver", "prio"),
    "upgraded from 2020.1": ("prio",),
}


def without(text, names):
    """Tables and rows without these tables, or without this column and its values."""
    for name in names:
        if name == "prio":
            text = re.sub(r"prio INTEGER DEFAULT '10' NOT NULL, ", "", text)
            text = re.sub(r"INSERT INTO server \(id, prio,(.*?);", lambda all: re.sub(r"\((\d+), \d+,", r"(\1,", all[0].replace(" prio,", "")), text,
                          flags=re.S)
        else:
            text = re.sub(rf"(CREATE TABLE|INSERT INTO) {name}(_domain)? .*?;\n", "", text, flags=re.S)
    if "ldapserver" in names:
        text = text.replace(",\n\tldapserver_id INTEGER REFERENCES ldapserver(id)", "").replace(", ldapserver_id", "")
        text = re.sub(r"(\(\d, '[^']*', 1), (?:NULL|1)\)", r"\1)", text).replace("2, NULL)", "2)")
    return text


def script(dialect, age="2026", rows=ROWS):
    return without(TABLES, AGES[age]).format(**WORDS[dialect]) + without(rows, AGES[age])


class Automx2Sqlite:
    dialect = "sqlite"

    def __init__(self, directory, age="2026", rows=ROWS):
        self.path = directory / "automx2.db"
        self.url, self.theirs = f"sqlite:{self.path}", f"sqlite:///{self.path}"
        self.sql(script(self.dialect, age, rows))

    def sql(self, text):
        connection = sqlite3.connect(self.path)
        connection.executescript(text)
        connection.commit()
        connection.close()


class Automx2Postgresql(PostgresqlDatabase):
    dialect = "postgresql"

    def __init__(self, server, age="2026", rows=ROWS):
        super().__init__(server, make=False)
        self.theirs = self.url.replace("postgresql:", "postgresql+psycopg2:")
        self.sql(script(self.dialect, age, rows))


class Automx2Mariadb(MariadbDatabase):
    dialect = "mysql"

    def __init__(self, server, age="2026", rows=ROWS):
        super().__init__(server, make=False)
        self.theirs = self.url.replace("mysql:", "mysql+pymysql:") + "?charset=utf8mb4"
        self.sql("SET NAMES utf8mb4;" + script(self.dialect, age, rows))


def automx2(kind, request, tmp_path):
    """make(age, rows): such a database of one kind; for fixtures."""
    if kind == "sqlite":
        return lambda *words: Automx2Sqlite(tmp_path, *words)
    made = {"postgresql": Automx2Postgresql, "mariadb": Automx2Mariadb}[kind]
    return lambda *words: made(request.getfixturevalue(kind), *words)
