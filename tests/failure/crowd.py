# SPDX-License-Identifier: Apache-2.0
"""A directory of many mailboxes, each with a login of its own, so that an answer tells whose it is."""
import contextlib
import sqlite3

from harness.directory import MariadbDatabase, PostgresqlDatabase, Sqlite

PEOPLE = 1000
ROLE, PASSWORD = "autoconf", "first-password"

# The rights that docs/directory.md gives, and not one more.
TABLES = ("carbone_meta", "carbone_domain", "carbone_text", "carbone_alias_domain", "carbone_service", "carbone_mailbox", "carbone_alias")


def address(number):
    return f"somebody{number % PEOPLE}@example.test"


def login(number, edition=1):
    return f"login-{edition}-{number % PEOPLE}"


def rows(edition=1):
    values = ", ".join(f"('{address(number)}', 'example.test', '{login(number, edition)}')" for number in range(PEOPLE))
    return f"INSERT INTO carbone_mailbox (address, domain, login) VALUES {values};"


class PostgresqlCrowd(PostgresqlDatabase):
    """Its url is that of a role that may only read, and needs a password."""

    def __init__(self, server):
        super().__init__(server)
        self.sql(rows())
        if not server.connections(ROLE) and not server.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            server.sql(f"CREATE ROLE {ROLE} LOGIN")
        self.sql(f"GRANT SELECT ON {', '.join(TABLES)} TO {ROLE}")
        self.set_password(PASSWORD)

    def set_password(self, password):
        self.sql(f"ALTER ROLE {ROLE} PASSWORD '{password}'")
        self.url = self.server.url(self.name, f"{ROLE}:{password}")

    def connections(self):
        return self.server.connections(ROLE)

    def locked(self):
        """A session that holds its tables as long as the block lasts."""
        return self.server.held("LOCK TABLE carbone_mailbox, carbone_domain IN ACCESS EXCLUSIVE MODE;", self.name)

    def waits(self):
        """Does one of our connections wait for a lock?"""
        return self.sql(f"SELECT 1 FROM pg_stat_activity WHERE usename = '{ROLE}' AND wait_event_type = 'Lock'").strip() != ""

    def terminate(self):
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")


class MariadbCrowd(MariadbDatabase):
    """The same in a MariaDB."""

    def __init__(self, server):
        super().__init__(server)
        self.sql(rows())
        self.sql(f"CREATE USER IF NOT EXISTS {ROLE}@'%'")
        for table in TABLES:
            self.sql(f"GRANT SELECT ON {table} TO {ROLE}@'%'")
        self.set_password(PASSWORD)

    def set_password(self, password):
        self.sql(f"ALTER USER {ROLE}@'%' IDENTIFIED BY '{password}'")
        self.url = self.server.url(self.name, f"{ROLE}:{password}")

    def connections(self):
        return self.server.connections(ROLE)

    def locked(self):
        return self.server.held("LOCK TABLES carbone_mailbox WRITE, carbone_domain WRITE;", self.name)

    def waits(self):
        return self.sql(f"SELECT 1 FROM information_schema.processlist WHERE user = '{ROLE}' AND state LIKE 'Waiting for %lock'").strip() != ""

    def terminate(self):
        for connection in self.connections():
            with contextlib.suppress(AssertionError):  # it may have ended by itself
                self.sql(f"KILL {connection}")


class SqliteCrowd(Sqlite):
    """edition: which logins its people have."""

    def __init__(self, directory, edition=1):
        super().__init__(directory)
        self.sql(rows(edition))

    def connections(self):
        return set()

    def locked(self):
        """A writer's connection, which nobody gets past until it is closed."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        return connection
