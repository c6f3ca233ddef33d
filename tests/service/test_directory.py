# SPDX-License-Identifier: Apache-2.0
"""A real directory behind the service: the same answers from each database, changes seen, and its absence survived."""
import re
import time

import pytest

from harness.directory import PEOPLE, MariadbDatabase, PostgresqlDatabase, Sqlite, init
from harness.mariadb import Mariadb
from harness.postgresql import Postgresql
from harness.process import listens
from harness.service import run
from harness.settings import settings, with_directory

from . import mozilla, pox
from .mozilla import PATH as AUTOCONFIG
from .pox import post, request


def served(service, domain):
    return service.ask(AUTOCONFIG, host=f"autoconfig.{domain}").status == 200


def test_both_databases_say_the_same(start, tmp_path, postgresql):
    sqlite, other = (start(with_directory(database)) for database in (Sqlite(tmp_path), PostgresqlDatabase(postgresql)))
    for address in [*PEOPLE, "nobody-here@example.test", "jane@unknown.test"]:
        for ask in (lambda service: post(service.address, request(address)),
                    lambda service: service.ask(AUTOCONFIG, host="autoconfig." + address.split("@")[1])):
            assert (ask(sqlite).status, ask(sqlite).body) == (ask(other).status, ask(other).body), address


def test_documents(start, directory):
    service = start(with_directory(directory))
    read = mozilla.read(service.ask(AUTOCONFIG, host="autoconfig.second.test"))
    assert read["incoming"] == [("imap", "imap.second.test", "143", "STARTTLS", "%EMAILADDRESS%", ["password-cleartext"])]
    assert mozilla.read(service.ask(AUTOCONFIG, host="autoconfig.alias.test"))["domains"][0] == "alias.test"


def test_new_domains_are_seen_within_seconds(start, directory):
    """NOTIFY and data_version: long before the half minute of the refresh.  MariaDB tells nobody: there it is the refresh."""
    service = start(with_directory(directory, **({"refresh": "1s"} if isinstance(directory, MariadbDatabase) else {})))
    assert not served(service, "third.test")
    directory.sql("INSERT INTO carbone_domain (name) VALUES ('third.test');")
    service.process.wait_for(lambda: served(service, "third.test"), "the new domain", 5)
    directory.sql("DELETE FROM carbone_domain WHERE name = 'third.test';")
    service.process.wait_for(lambda: not served(service, "third.test"), "its end", 5)


def test_settings_add_to_the_directory(start, directory):
    chosen = with_directory(directory)
    chosen["domains"] = {"extra.test": {"services": settings()["services"]}}
    service = start(chosen)
    assert served(service, "extra.test") and served(service, "example.test")


def test_init_twice_and_samples(tmp_path):
    url = f"sqlite:{tmp_path}/new.db"
    init(url, "--sample")
    init(url)
    init(url, "--sample")


def test_check_names_what_is_wrong(tmp_path, start):
    """A database that was never made, and one that has no tables."""
    for url in (f"sqlite:{tmp_path}/missing/x.db", "postgresql://owner@127.0.0.1:1/x"):
        service = start({**settings(), "directory": {"url": url}}, start=False)
        done = run("check", "--config", service.config)
        assert done.returncode == 1 and (done.stdout + done.stderr).strip(), url


# ---- without the database ----

@pytest.fixture(params=[(Postgresql, PostgresqlDatabase), (Mariadb, MariadbDatabase)], ids=["postgresql", "mariadb"])
def own(request):
    """A database on a server that a test may hurt."""
    server_of, database_of = request.param
    server = server_of()
    yield database_of(server)
    server.remove()


def kept(database, tmp_path, **options):
    chosen = with_directory(database, **options)
    (tmp_path / "state").mkdir(exist_ok=True)
    chosen["server"]["state"] = str(tmp_path / "state")
    return chosen


def test_the_database_goes_and_comes_back(start, tmp_path, own):
    """Nobody notices: settings go on being answered, a restart takes the kept state, and new rows are seen when it is back."""
    service = start(kept(own, tmp_path, refresh="2s"))
    before = post(service.address, request("jane@example.test")).body
    own.server.stop()
    service.process.wait_for(lambda: service.manage("/readyz").body.startswith(b"degraded"), "its absence to be told", 60)
    assert service.manage("/readyz").status == 200
    assert post(service.address, request("jane@example.test")).body == before

    service.stop()
    service.start()
    assert re.fullmatch(rb"degraded: domains come from the last good state: \S.+\n", service.manage("/readyz").body)
    assert post(service.address, request("jane@example.test")).body == before

    own.server.start()
    own.sql("INSERT INTO carbone_domain (name) VALUES ('third.test');")
    service.process.wait_for(lambda: served(service, "third.test"), "the new domain", 60)
    assert service.manage("/readyz").body == b"ready\n"


def test_never_any_database(start):
    """With nothing to go by it is not ready, and says 503, not 404: a client asks again later."""
    chosen = settings(domains={})
    service = start({**chosen, "directory": {"url": "postgresql://owner@127.0.0.1:1/nothing"}}, start=False)
    service.start(ready=False)
    service.process.wait_for(lambda: listens(service.management), "the management listener")
    assert service.manage("/readyz").status == 503
    assert service.manage("/healthz").status == 200
    for answer in (service.ask(AUTOCONFIG), post(service.address, request("jane@example.test"))):
        assert answer.status == 503 and answer["Retry-After"]


@pytest.mark.parametrize("reveal", [[], ["login"]])
def test_a_frozen_database(start, tmp_path, own, reveal):
    """It takes connections and answers nothing: 1.2 s is the longest that anybody waits."""
    service = start(kept(own, tmp_path, reveal=reveal))
    own.server.freeze()
    try:
        waited = []
        for _ in range(3):
            started = time.monotonic()
            assert post(service.address, request("somebody@example.test")).status in (200, 503)
            waited.append(time.monotonic() - started)
        assert min(waited) < 1.3 and max(waited) < 3, waited  # a busy test machine may add its own
    finally:
        own.server.freeze(False)

    def answered():
        return post(service.address, request("jane@example.test")).status == 200

    service.process.wait_for(answered, "answers once it moves again", 10)


def test_people_are_found_again(start, tmp_path, own):
    """The server is killed and started again: whoever asks meanwhile waits no longer than they may, and then has their login."""
    service = start(kept(own, tmp_path, reveal=["login"], cache={"ttl": "0s", "stale": "0s"}))

    def login():
        answer = post(service.address, request("jane@example.test"))
        return answer.status == 200 and pox.read(answer)[1]["protocols"][0]["LoginName"]

    assert login() == "jdoe"
    own.server.stop()
    assert post(service.address, request("jane@example.test")).status == 503
    own.server.start()
    service.process.wait_for(lambda: login() == "jdoe", "her login", 10)


def test_odd_keys_hurt_nobody(start, directory):
    """What a database refuses as text is "not found", and the question beside it is answered."""
    service = start(with_directory(directory, reveal=["login"]))
    for local in ("jäne", "'; DROP TABLE carbone_mailbox; --".replace(" ", ""), "%", "\\", "j" * 64, "\u0130"):
        answer = post(service.address, request(f"{local}@example.test"))
        assert pox.read(answer)[0] in ("outlook", "error")
    assert pox.read(post(service.address, request("jane@example.test")))[1]["protocols"][0]["LoginName"] == "jdoe"


def test_a_u_label(start, tmp_path):
    """It is served by its A-label, which no row of its mailboxes holds: that is told."""
    database = Sqlite(tmp_path)
    database.sql("INSERT INTO carbone_domain (name) VALUES ('bücher.test');")
    service = start(with_directory(database))
    assert served(service, "xn--bcher-kva.test")
    assert "is no A-label: its mailboxes are not found" in service.log and "xn--bcher-kva.test" in service.log
