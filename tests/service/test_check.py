# SPDX-License-Identifier: Apache-2.0
"""What `check` says of queries: columns that are not there, rights that are missing, tables that are read whole."""
import itertools

import pytest

from harness.directory import MariadbDatabase, PostgresqlDatabase, Sqlite
from harness.service import run

TABLES = """
CREATE TABLE people (address VARCHAR(254) PRIMARY KEY, domain VARCHAR(253));
CREATE TABLE nicknames (address VARCHAR(254), target VARCHAR(254));
INSERT INTO people VALUES ('jane@example.test', 'example.test');
"""
DOMAINS = "SELECT 'example.test' AS domain"
USER = "SELECT address AS mailbox FROM people WHERE address = %{address}"
ALIAS = "SELECT people.address AS mailbox FROM nicknames JOIN people ON people.address = target WHERE nicknames.address = %{address}"
INDEX = "CREATE INDEX nicknames_address ON nicknames (address);"


@pytest.fixture
def tables(directory):
    directory.sql(TABLES)
    return directory


@pytest.fixture
def check(tmp_path):
    numbers = itertools.count()

    def check(url, **queries):
        path = tmp_path / f"check{next(numbers)}.yaml"
        lines = "".join(f"    {name}: \"{sql}\"\n" for name, sql in queries.items())
        path.write_text(f"server: {{management: off}}\ndirectory:\n  url: {url}\n  schema: custom\n  queries:\n{lines}")
        return run("check", "--config", path)
    return check


def test_good_queries(tables, check):
    tables.sql(INDEX)
    done = check(tables.url, domains=DOMAINS, user=USER, alias=ALIAS)
    assert done.returncode == 0 and "1 domains are served" in done.stderr and "warning" not in done.stderr, done.stderr


def test_no_alias_query(tables, check):
    done = check(tables.url, domains=DOMAINS, user=USER)
    assert done.returncode == 0 and "warning" not in done.stderr, done.stderr


@pytest.mark.parametrize("query, sql, table", [
    ("alias", ALIAS, "nicknames"),
    ("user", "SELECT address AS mailbox FROM people WHERE lower(address) = %{address}", "people"),
])
def test_missing_index(tables, check, query, sql, table):
    done = check(tables.url, **({"domains": DOMAINS, "user": USER} | {query: sql}))
    said = [line for line in done.stderr.splitlines() if "needs an index" in line]
    assert done.returncode == 0
    assert len(said) == 1, done.stderr
    assert f"warning: the {query} query reads all of {table}: " in said[0]


@pytest.mark.parametrize("query, sql, words", [
    ("user", "SELECT adress AS mailbox FROM people WHERE address = %{address}", ["the user query", "adress"]),
    ("alias", "SELECT target AS mailbox FROM nicks WHERE address = %{address}", ["the alias query", "nicks"]),
    ("domains", "SELECT name AS domain FROM people", ["schema custom: ", "name"]),
    ("user", "SELECT address AS mailbox FROM people WHERE address = '%{address}'", ["within quotes"]),
    ("user", "SELECT address AS mailbox FROM people WHERE address = %{adress}", ["%{adress}"]),
    ("domains", "SELECT domain FROM people WHERE domain = %{domain}", ["%{domain}"]),
    ("user", "SELECT FROM WHERE", ["user query"]),
])
def test_wrong_query(tables, check, query, sql, words):
    done = check(tables.url, **({"domains": DOMAINS, "user": USER} | {query: sql}))
    assert done.returncode == 1 and all(word in done.stderr for word in words), done.stderr


def test_missing_right(postgresql, tmp_path, check):
    database = PostgresqlDatabase(postgresql)
    database.sql(TABLES + "CREATE ROLE reader LOGIN; GRANT SELECT (address) ON people TO reader;")
    url = database.url.replace("owner@", "reader@")
    assert check(url, domains=DOMAINS, user=USER).returncode == 0
    done = check(url, domains=DOMAINS, user=USER, alias=ALIAS)
    assert done.returncode == 1 and "nicknames" in done.stderr, done.stderr
    database.sql("REASSIGN OWNED BY reader TO owner; DROP OWNED BY reader; DROP ROLE reader;")


def test_missing_function(postgresql, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(f"server: {{management: off}}\ndirectory: {{url: \"{PostgresqlDatabase(postgresql).url}\", function: autoconf_lookup}}\n")
    done = run("check", "--config", path)
    assert done.returncode == 1 and "directory.function: " in done.stderr and "the alias query" not in done.stderr, done.stderr


def test_own_schema_has_its_indexes(directory, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(f"server: {{management: off}}\ndirectory: {{url: \"{directory.url}\"}}\n")
    done = run("check", "--config", path)
    assert done.returncode == 0 and "needs an index" not in done.stderr, done.stderr


def test_no_domain(tmp_path):
    """What a misspelt realm, or an empty database, comes to."""
    url = f"sqlite:{tmp_path}/empty.db"
    assert run("init", "--database", url).returncode == 0
    path = tmp_path / "own.yaml"
    path.write_text(f"server: {{management: off}}\ndirectory: {{url: \"{url}\"}}\n")
    done = run("check", "--config", path)
    assert done.returncode == 0 and "warning: nobody is answered as long as there is no domain" in done.stderr, done.stderr


ISPMAIL = """
CREATE TABLE virtual_domains (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL);
CREATE TABLE virtual_users (id INT PRIMARY KEY, domain_id INT NOT NULL, email VARCHAR(100) NOT NULL);
CREATE TABLE virtual_aliases (id INT PRIMARY KEY, domain_id INT NOT NULL, source VARCHAR(100) NOT NULL, destination VARCHAR(100) NOT NULL);
INSERT INTO virtual_domains VALUES (1, 'one.test');
"""


def test_missing_index_in_mariadb(mariadb, tmp_path):
    """Tables by their own names, each once a query."""
    database = MariadbDatabase(mariadb, make=False)
    database.sql(ISPMAIL)
    path = tmp_path / "own.yaml"
    path.write_text(f"server: {{management: off}}\ndirectory: {{url: \"{database.url}\", schema: ispmail}}\n")
    done = run("check", "--config", path)
    said = [line.split("directory: ")[1] for line in done.stderr.splitlines() if "needs an index" in line]
    assert done.returncode == 0
    assert sorted(said) == [f"{weight}: the {query} query reads all of {table}: it needs an index" for weight, query, table in
                            [("note", "addresses", "virtual_aliases"), ("note", "addresses", "virtual_users"), ("warning", "alias", "virtual_aliases"),
                             ("warning", "alias", "virtual_users"), ("warning", "user", "virtual_users")]], done.stderr


def test_missing_index_of_our_own(tmp_path):
    directory = Sqlite(tmp_path)
    directory.sql("CREATE TABLE copy AS SELECT * FROM carbone_alias; DROP TABLE carbone_alias; ALTER TABLE copy RENAME TO carbone_alias;")
    path = tmp_path / "own.yaml"
    path.write_text(f"server: {{management: off}}\ndirectory: {{url: \"{directory.url}\"}}\n")
    done = run("check", "--config", path)
    assert "the alias query reads all of carbone_alias" in done.stderr, done.stderr
