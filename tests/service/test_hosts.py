# SPDX-License-Identifier: Apache-2.0
"""A database of several hosts, behind a pooler, or over TLS: real servers, of which some are gone, silent, or somebody else."""
import shutil
import socket
from contextlib import closing

import pytest

from harness.directory import MariadbDatabase, PostgresqlDatabase
from harness.load import Load
from harness.pgbouncer import BINARY as PGBOUNCER
from harness.pgbouncer import Pgbouncer
from harness.postgresql import USER, Postgresql
from harness.process import LOOPBACK, free_address, wait_for
from harness.service import run
from harness.settings import with_directory
from harness.wire import encode

from . import pox
from .pox import post, request

UNCACHED = {"ttl": "0s", "negative_ttl": "0s", "stale": "0s"}
LONGEST = 1.2  # seconds that anybody may wait
OURS = "FROM pg_stat_activity WHERE application_name = 'carbone-autoconf' AND backend_type = 'client backend'"
WORKERS = 2


class Addressed:
    """A directory by a URL of our own."""

    def __init__(self, url):
        self.url = url


def of_hosts(database, *ports, **options):
    hosts = ",".join(f"{LOOPBACK}:{port}" for port in ports)
    return with_directory(Addressed(f"postgresql://owner@{hosts}/{database.name}"), reveal=["login"], cache=UNCACHED, **options)


def login(service, address="jane@example.test"):
    answer = post(service.address, request(address))
    return answer.status == 200 and pox.read(answer)[1]["protocols"][0]["LoginName"]


def load_of(service):
    """People who are looked up, all the time, by nobody's cache."""
    def somebody(number):
        body = request(("jane@example.test", "info@example.test", "joe@second.test")[number % 3])
        return encode("POST", pox.PATH, [("Host", "autodiscover.example.test"), ("Content-Type", "text/xml"),
                                         ("Content-Length", str(len(body)))], body)
    return Load(service.address, {"user": somebody})


def ours(server):
    """Connections of the service, with those of the domain list."""
    return int(server.sql(f"SELECT count(*) {OURS}"))


def host_metric(service, name, port, **labels):
    words = "".join(f',{key}="{value}"' for key, value in labels.items())
    return service.metrics()[f'carbone_directory_host_{name}{{host="{LOOPBACK}:{port}"{words}}}']


# ---- one of two is not there ----

def test_a_host_that_refuses(start, postgresql):
    database, nobody = PostgresqlDatabase(postgresql), free_address()[1]
    service = start(of_hosts(database, nobody, postgresql.port))
    with load_of(service) as load:
        load.pass_time(1)
    assert {shot.status for shot in load.shots} == {200}
    assert host_metric(service, "state", postgresql.port, state="closed") == WORKERS
    assert host_metric(service, "role", postgresql.port, role="primary") == WORKERS


@pytest.mark.parametrize("order", [1, -1])
def test_a_black_hole(start, postgresql, order):
    """It takes connections and never says a word: nobody has to wait for its second to be over."""
    database = PostgresqlDatabase(postgresql)
    with closing(socket.create_server((LOOPBACK, 0))) as hole:
        service = start(of_hosts(database, *[hole.getsockname()[1], postgresql.port][::order]))
        with load_of(service) as load:
            load.pass_time(2)
    assert {shot.status for shot in load.shots} == {200} and max(shot.took for shot in load.shots) < LONGEST


def test_check_tells_of_a_wrong_password(start, postgresql):
    """And does not tell which one."""
    database = PostgresqlDatabase(postgresql)
    postgresql.sql("CREATE ROLE autoconf LOGIN PASSWORD 'right'")
    database.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO autoconf")
    url = f"postgresql://autoconf:wrong@{LOOPBACK}:{postgresql.port}/{database.name}"
    service = start(with_directory(Addressed(url), reveal=["login"]), start=False)
    done = run("check", "--config", service.config)
    assert done.returncode == 1 and "password" in done.stderr and "wrong" not in done.stderr
    service.settings["directory"]["url"] = url.replace("wrong", "right")
    service.write(service.settings)
    assert run("check", "--config", service.config).returncode == 0


# ---- primary and standby ----

def replicated():
    """A primary and its streaming standby, with a directory in both."""
    primary = Postgresql()
    database = PostgresqlDatabase(primary)
    standby = Postgresql(standby_of=primary)
    wait_for(lambda: standby.sql("SELECT count(*) FROM carbone_mailbox", database.name).strip() == "3", words="the copy")
    yield database, primary, standby
    for server in (standby, primary):
        server.remove()


pair = pytest.fixture(scope="module")(replicated)
pair_to_hurt = pytest.fixture(replicated)


def test_failover_and_return(start, pair_to_hurt):
    """The standby is asked; while it is away the primary; when it is back it is asked again, and nobody loses a question."""
    database, primary, standby = pair_to_hurt
    service = start(of_hosts(database, primary.port, standby.port))
    with load_of(service) as load:
        wait_for(lambda: ours(standby) == WORKERS and ours(primary) == 1, words="look-ups on the standby, the list from the primary")
        load.mark("standby stops")
        standby.stop()
        load.pass_time(1)
        assert ours(primary) == WORKERS + 1
        assert host_metric(service, "state", standby.port, state="closed") == 0
        standby.start()
        wait_for(lambda: ours(standby) == WORKERS and ours(primary) == 1, words="the return to the standby")
        load.mark("primary stops")
        primary.stop()
        load.pass_time(1)
        standby.promote()
        load.pass_time(1)
    print(load.histogram())
    assert {shot.status for shot in load.shots} == {200} and max(shot.took for shot in load.shots) < LONGEST
    assert host_metric(service, "failures_total", standby.port) >= WORKERS
    wait_for(lambda: host_metric(service, "role", standby.port, role="primary") == WORKERS, words="word of the promotion")


@pytest.mark.parametrize("attributes, prefer, asked", [
    ("primary", "standby", "primary"), ("read-write", "standby", "primary"), ("standby", "primary", "standby"),
    ("prefer-standby", "primary", "standby"), (None, "primary", "primary"),
])
def test_which_is_asked(start, pair, attributes, prefer, asked):
    database, primary, standby = pair
    chosen = of_hosts(database, standby.port, primary.port, prefer=prefer)
    if attributes:
        chosen["directory"]["url"] += f"?target_session_attrs={attributes}"
    service = start(chosen)
    port = {"primary": primary, "standby": standby}[asked].port
    with load_of(service) as load:
        wait_for(lambda: host_metric(service, "connections", port) == WORKERS, words=f"look-ups on the {asked}")
    assert {shot.status for shot in load.shots} == {200}


def test_a_standby_alone(start, pair):
    """It does not notify, so its list is read every `refresh`."""
    database, primary, standby = pair
    service = start(of_hosts(database, standby.port, refresh="1s"))
    assert login(service) == "jdoe"
    database.sql("INSERT INTO carbone_domain (name) VALUES ('third.test');\n"
                 "INSERT INTO carbone_mailbox (address, domain, login) VALUES ('new@third.test', 'third.test', 'newcomer');")
    wait_for(lambda: login(service, "new@third.test") == "newcomer", words="the new domain")
    assert "does not tell of changes" in service.log


@pytest.mark.parametrize("attributes", ["any", "read-write", "standby"])
def test_check_of_a_pair(start, pair, attributes):
    """Both answer, also the one that the URL does not want to be asked."""
    database, primary, standby = pair
    chosen = of_hosts(database, primary.port, standby.port)
    chosen["directory"]["url"] += f"?target_session_attrs={attributes}"
    done = run("check", "--config", start(chosen, start=False).config)
    hosts = [line for line in done.stderr.splitlines() if " host " in line]
    assert done.returncode == 0 and hosts == [f"directory: host {LOOPBACK}:{server.port}: answers" for server in (primary, standby)], done.stderr


def test_check_of_a_dead_host(start, postgresql, mariadb):
    """Nobody else would notice it before it is needed; what the others have is told all the same."""
    for server, database, scheme in ((postgresql, PostgresqlDatabase(postgresql), "postgresql"), (mariadb, MariadbDatabase(mariadb), "mysql")):
        port, nobody = server.port, free_address()[1]
        for ports in ((nobody, port), (port, nobody)):
            hosts = ",".join(f"{LOOPBACK}:{port}" for port in ports)
            chosen = with_directory(Addressed(f"{scheme}://owner@{hosts}/{database.name}"))
            done = run("check", "--config", start(chosen, start=False).config)
            assert done.returncode == 1, done.stderr
            assert f"directory: host {LOOPBACK}:{port}: answers" in done.stderr and f"directory: error: host {LOOPBACK}:{nobody}: " in done.stderr
            assert " domains are served" in done.stderr, done.stderr
            assert "error: 1 of 2 hosts cannot be asked" in done.stderr, done.stderr


# ---- a pooler ----

@pytest.mark.skipif(not PGBOUNCER.exists(), reason="there is no PgBouncer")
def test_pgbouncer(start, postgresql):
    """Several services over fewer connections than they have, in transaction mode; the pooler starts anew under them."""
    database, pooler = PostgresqlDatabase(postgresql), Pgbouncer(postgresql)
    try:
        chosen = with_directory(Addressed(pooler.url(database.name) + "?options=-c%20geqo%3Doff"), reveal=["login"], cache=UNCACHED)
        services = [start(chosen) for _ in range(3)]
        loads = [load_of(service) for service in services]
        for load in loads:
            load.start()
        loads[0].pass_time(1.5)
        assert postgresql.sql("SELECT 1 FROM pg_prepared_statements", database.name) == ""
        count = postgresql.sql(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.name}' AND wait_event IS NOT NULL")
        assert int(count) <= 3
        for load in loads:
            load.end()
            assert {shot.status for shot in load.shots} == {200}
        pooler.stop()
        pooler.start()
        for service in services:
            wait_for(lambda asked=service: login(asked) == "jdoe", 3, "an answer through the new pooler")
            assert "refuses the options" in service.log
    finally:
        pooler.remove()


FUNCTION = """
CREATE FUNCTION autoconf_user(a text, l text, d text) RETURNS TABLE (mailbox text, login text, display_name text, language text, enabled bool,
  imap_enabled bool, pop3_enabled bool, smtp_enabled bool, sieve_enabled bool, dav_enabled bool, eas_enabled bool, imap_host text, pop3_host text,
  smtp_host text) LANGUAGE sql STABLE AS $$ SELECT a, 'by-function', NULL, NULL, true, true, true, true, true, true, true, NULL, NULL, NULL
  WHERE a = 'jane@example.test' $$;
"""


@pytest.mark.skipif(not PGBOUNCER.exists(), reason="there is no PgBouncer")
def test_a_function_through_pgbouncer(start, postgresql):
    database, pooler = PostgresqlDatabase(postgresql), Pgbouncer(postgresql)
    try:
        database.sql(FUNCTION)
        service = start(with_directory(Addressed(pooler.url(database.name)), reveal=["login"], function="autoconf_user"))
        assert login(service) == "by-function"
    finally:
        pooler.remove()


# ---- TLS ----

@pytest.fixture(scope="module")
def secure(authority):
    """A server whose certificate says localhost."""
    server = Postgresql()
    chain, key = authority.server("database", ["localhost"])
    for source, name in ((chain, "server.pem"), (key, "server.key")):
        path = server.directory / "data" / name
        shutil.copy(source, path)
        path.chmod(0o600)
        if USER:
            shutil.chown(path, USER)
    for setting in ("ssl_cert_file = 'server.pem'", "ssl_key_file = 'server.key'", "ssl = on"):
        server.sql(f"ALTER SYSTEM SET {setting}")
    server.sql("SELECT pg_reload_conf()")
    yield server
    server.remove()


@pytest.fixture(scope="module")
def secure_database(secure):
    return PostgresqlDatabase(secure)


@pytest.mark.parametrize("host, root, words", [
    ("localhost", "root", None),
    ("elsewhere.test", "root", "does not match host name"),
    ("localhost", "profiles", "certificate verify failed"),
], ids=["right", "wrong name", "wrong authority"])
def test_tls(start, secure, secure_database, authority, host, root, words):
    """sslmode=verify-full, in the keeper, in a worker and in check."""
    authority.signer()
    url = (f"postgresql://owner@{host}:{secure.port}/{secure_database.name}?hostaddr={LOOPBACK}"
           f"&sslmode=verify-full&sslrootcert={authority.directory / root}.pem")
    service = start(with_directory(Addressed(url), reveal=["login"]), start=False)
    done = run("check", "--config", service.config)
    assert (done.returncode == 0) == (words is None) and (words or "ok") in done.stderr + done.stdout
    service.start(ready=words is None)
    if words:
        wait_for(lambda: words in service.log, words="the reason in the log")
        return
    assert login(service) == "jdoe"
    seen = secure.sql(f"SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) "
                      f"WHERE a.datname = '{secure_database.name}' AND a.application_name = 'carbone-autoconf'")
    assert seen.strip() == "t"
