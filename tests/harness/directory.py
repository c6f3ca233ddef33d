# SPDX-License-Identifier: Apache-2.0
"""Directories for tests: our own schema made by `init`, in SQLite, PostgreSQL or MariaDB, with the same rows in all."""
import itertools
import sqlite3

from .service import run

# jane has a login and a host of her own; old may not log in; info is an alias, team a group; alias.test stands for example.test.
ROWS = """
INSERT INTO carbone_domain (name) VALUES ('example.test'), ('second.test');
INSERT INTO carbone_alias_domain (name, domain) VALUES ('alias.test', 'example.test');
INSERT INTO carbone_service (domain, position, type, host, port, security) VALUES
	(NULL, 10, 'imap', 'imap.example.test', 993, 'tls'),
	(NULL, 20, 'submission', 'smtp.example.test', 465, 'tls'),
	('second.test', 10, 'imap', 'imap.second.test', 143, 'starttls'),
	('second.test', 20, 'submission', 'smtp.second.test', 587, 'starttls');
INSERT INTO carbone_mailbox (address, domain, display_name, login, imap_host) VALUES
	('jane@example.test', 'example.test', 'Jane Doe', 'jdoe', 'imap9.example.test');
INSERT INTO carbone_mailbox (address, domain, display_name, active) VALUES ('old@example.test', 'example.test', 'Old Person', FALSE);
INSERT INTO carbone_mailbox (address, domain, display_name) VALUES ('joe@second.test', 'second.test', 'Joe Second');
INSERT INTO carbone_alias (address, target) VALUES
	('info@example.test', 'jane@example.test'), ('team@example.test', 'jane@example.test'), ('team@example.test', 'joe@second.test');
"""

PEOPLE = ["jane@example.test", "old@example.test", "info@example.test", "team@example.test", "joe@second.test", "jane@alias.test"]


def init(url, *words):
    done = run("init", "--database", url, *words)
    assert done.returncode == 0, done.stderr
    return done


class Sqlite:
    def __init__(self, directory):
        self.path = directory / "directory.db"
        self.url = f"sqlite:{self.path}"
        init(self.url)
        self.sql(ROWS)

    def sql(self, text):
        connection = sqlite3.connect(self.path)
        connection.executescript(text)
        connection.commit()
        connection.close()


class PostgresqlDatabase:
    """A database of its own in the server of this run."""

    _numbers = itertools.count()

    def __init__(self, server, make=True):
        self.server, self.name = server, f"test{next(self._numbers)}"
        server.sql(f"CREATE DATABASE {self.name}")
        self.url = server.url(self.name)
        if make:
            init(self.url)
            self.sql(ROWS)

    def sql(self, text):
        return self.server.sql(text, self.name)


class MariadbDatabase(PostgresqlDatabase):
    """The same in a MariaDB."""
