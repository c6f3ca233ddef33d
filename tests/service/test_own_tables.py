# SPDX-License-Identifier: Apache-2.0
"""Tables that are not ours behind the whole service: a view for SOGo, an operator's own queries, domains of the settings."""
import pytest

from harness.directory import PostgresqlDatabase, Sqlite
from harness.service import run
from harness.settings import settings

from . import mozilla, pox
from .mozilla import PATH as AUTOCONFIG
from .pox import post, request
from .test_directory import served

TABLES = """
CREATE TABLE person (c_uid VARCHAR(255) PRIMARY KEY, c_cn VARCHAR(255), mail VARCHAR(255), c_host VARCHAR(255));
CREATE INDEX person_mail ON person (mail);
CREATE VIEW sogo_view AS SELECT c_uid, c_cn, mail, c_host FROM person;
INSERT INTO person VALUES ('jdoe', 'Jane Doe', 'jane@listed.test', 'imap9.listed.test'), ('ann', 'Ann', 'ann@other.test', NULL);
CREATE TABLE service (domain VARCHAR(253), type VARCHAR(20), host VARCHAR(253), port INTEGER, security VARCHAR(10));
INSERT INTO service VALUES ('listed.test', 'imap', 'own.listed.test', 143, 'starttls'), ('listed.test', 'submission', 'own.listed.test', 587, 'starttls');
CREATE TABLE words (domain VARCHAR(253), what VARCHAR(20), language VARCHAR(35), value VARCHAR(1000));
INSERT INTO words VALUES ('listed.test', 'name', '', 'Listed Mail');
"""
QUERIES = {
    "domains": "SELECT DISTINCT 'listed.test' AS domain FROM person -- that's all",
    "services": "SELECT domain, type, host, port, security FROM service ORDER BY 1, 2",
    "texts": "SELECT domain, what AS \"key\", language, value FROM words",
    "user": "SELECT mail AS mailbox, c_uid AS login, c_cn AS display_name FROM sogo_view WHERE mail = %{address}",
    "alias": "SELECT mail AS mailbox, c_uid AS login FROM sogo_view WHERE c_uid = %{local} AND %{domain} = 'listed.test'",
}


@pytest.fixture
def tables(directory):
    directory.sql(TABLES)
    return directory


def chosen(database, schema, domains=None, **directory):
    all_of_it = settings(domains=domains or {})
    all_of_it["directory"] = {"url": database.url, "schema": schema, "reveal": ["login", "hosts"], **directory}
    return all_of_it


def login(service, address):
    return pox.read(post(service.address, request(address)))[1]["protocols"][0]["LoginName"]


def test_sogo(start, tables):
    service = start(chosen(tables, "sogo", sogo={"imap_host_column": "c_host"}))
    assert served(service, "listed.test") and served(service, "other.test") and not served(service, "c_uid")
    assert login(service, "jane@listed.test") == "jdoe"
    assert b"imap9.listed.test" in post(service.address, request("jane@listed.test")).body


def test_domains_of_the_settings_alone(start, tables):
    """The directory is not asked for domains; its people are looked up all the same."""
    service = start(chosen(tables, "sogo", {"listed.test": {}}, list=False))
    assert served(service, "listed.test") and not served(service, "other.test")
    assert login(service, "jane@listed.test") == "jdoe"


def test_domains_of_the_settings_besides(start, tables):
    """other.test is not in the directory's list, and has somebody there."""
    service = start(chosen(tables, "custom", {"other.test": {}}, queries=QUERIES))
    assert served(service, "listed.test") and served(service, "other.test")
    assert login(service, "ann@other.test") == "ann"


def test_custom(start, tables):
    """With services and texts of its own, and an alias."""
    service = start(chosen(tables, "custom", queries=QUERIES))
    read = mozilla.read(service.ask(AUTOCONFIG, host="autoconfig.listed.test"))
    assert read["incoming"] == [("imap", "own.listed.test", "143", "STARTTLS", "%EMAILADDRESS%", ["password-cleartext"])]
    assert b"Listed Mail" in service.ask(AUTOCONFIG, host="autoconfig.listed.test").body
    assert login(service, "jane@listed.test") == login(service, "jdoe@listed.test") == "jdoe"


@pytest.mark.parametrize("change, words", [
    ({"user": "SELECT mail AS mailbox FROM sogo_view WHERE mail = '%{address}'"}, ["%{address}", "within quotes"]),
    ({"user": "SELECT mail AS mailbox FROM sogo_view WHERE mail = %{adress}"}, ["%{adress}", "not known"]),
    ({"alias": "SELECT mail AS mailbox FROM sogo_view WHERE c_uid = \"%{local}\""}, ["%{local}", "within quotes"]),
    ({"domains": "SELECT %{domain} AS domain"}, ["%{domain}", "all domains at once"]),
])
def test_wrong_placeholders(start, tables, change, words):
    """Refused with a sentence, by check and at the start."""
    service = start(chosen(tables, "custom", queries=QUERIES | change), start=False)
    for command in ("check", "serve"):
        done = run(command, "--config", service.config)
        assert done.returncode == 1, command
        assert all(word in done.stderr for word in words), done.stderr


def test_a_column_that_is_not_there(start, tables):
    """Not taken for a word, as SQLite does with what stands in double quotes."""
    for option in ("login_column", "imap_host_column", "sieve_host_column", "language_column"):
        service = start(chosen(tables, "sogo", sogo={option: "c_nowhere"}), start=False)
        done = run("check", "--config", service.config)
        assert done.returncode == 1 and "c_nowhere" in done.stderr, done.stderr


def test_a_view_that_is_not_there(start, tables):
    service = start(chosen(tables, "sogo", sogo={"view": "nowhere"}), start=False)
    done = run("check", "--config", service.config)
    assert done.returncode == 1 and "nowhere" in done.stderr, done.stderr


def test_the_same_from_each_database(start, tmp_path, postgresql):
    answers = []
    for database in (Sqlite(tmp_path), PostgresqlDatabase(postgresql)):
        database.sql(TABLES)
        service = start(chosen(database, "sogo", sogo={"imap_host_column": "c_host"}))
        answers.append([post(service.address, request(address)).body for address in ("jane@listed.test", "ann@other.test", "no@other.test")])
    assert answers[0] == answers[1]
