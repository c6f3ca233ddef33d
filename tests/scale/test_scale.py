# SPDX-License-Identifier: Apache-2.0
"""A million mailboxes in a hundred thousand domains: it serves, it stays small, and a request costs what it costs with ten domains."""
import re
from pathlib import Path

import pytest

from harness.callgrind import instructions
from harness.directory import PostgresqlDatabase, Sqlite
from harness.process import wait_for
from harness.settings import with_directory
from harness.wire import encode
from service.mozilla import PATH as AUTOCONFIG
from service.pox import post, read, request

DOMAINS, MAILBOXES = 100_000, 1_000_000
MEMORY = 64 * 1024  # KiB, of all processes together

# Every domain has a name of its own to show, every hundredth a server of its own.  Keys come in order, as an index likes them best.
ROWS = """
INSERT INTO carbone_domain (name) SELECT domain FROM numbers WHERE i < {domains};
INSERT INTO carbone_text (domain, key, value) SELECT domain, 'name', 'Mail of tenant ' || i FROM numbers WHERE i < {domains};
INSERT INTO carbone_service (domain, position, type, host, port, security)
	SELECT domain, 10, 'imap', 'imap.' || domain, 993, 'tls' FROM numbers WHERE i < {domains} AND i % 100 = 99;
INSERT INTO carbone_mailbox (address, domain, login) SELECT 'somebody@' || domain, domain, 'login-' || i FROM numbers WHERE i < {domains};
INSERT INTO carbone_mailbox (address, domain, login) SELECT 'somebody' || i || '@' || domain, domain, 'login-' || i
	FROM numbers WHERE i >= {domains};
"""
NUMBERS = {
    "sqlite": """
PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN;
CREATE TEMP TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {mailboxes})
	SELECT i, printf('tenant%06d.example', i % {domains}) AS domain FROM n;
{rows} COMMIT; PRAGMA journal_mode = DELETE;
""",
    # what refers to a domain is known to have one
    "postgresql": """
SET session_replication_role = replica;
CREATE TEMP TABLE numbers AS SELECT i, 'tenant' || lpad((i % {domains})::text, 6, '0') || '.example' AS domain
	FROM generate_series(0, {mailboxes} - 1) i;
{rows} ANALYZE;
""",
}

PLAIN = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {domains})
	INSERT INTO carbone_domain (name) SELECT printf('tenant%06d.example', i) FROM n;
"""


def fill(database, kind):
    numbers = {"domains": DOMAINS, "mailboxes": MAILBOXES}
    database.sql(NUMBERS[kind].format(rows=ROWS.format(**numbers), **numbers))
    return database


def domain(number):
    return f"tenant{number % DOMAINS:06d}.example"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def large(request, tmp_path_factory):
    if request.param == "sqlite":
        return fill(Sqlite(tmp_path_factory.mktemp("large")), "sqlite")
    return fill(PostgresqlDatabase(request.getfixturevalue("postgresql")), "postgresql")


def memory(service):
    """Of all its processes, each shared page once: KiB."""
    total = 0
    for pid in service.process.family():
        total += int(re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
    return total


def refreshed(service, times=2):
    """Waits until the list has been read so many times more."""
    before = service.metric("carbone_snapshot_refreshes_total")
    wait_for(lambda: service.metric("carbone_snapshot_refreshes_total") >= before + times, 60, "the list to be read again")


def test_it_serves_and_stays_small(start, large, tmp_path):
    chosen = with_directory(large, reveal=["login"], refresh="1s")
    chosen["server"]["state"] = str(tmp_path)
    service = start(chosen)
    for number in range(0, MAILBOXES, MAILBOXES // 50 + 1):
        name = domain(number)
        answer = service.ask(AUTOCONFIG, host=f"autoconfig.{name}")
        assert answer.status == 200 and f">Mail of tenant {number % DOMAINS}<".encode() in answer.body
        local = f"somebody{number}" if number >= DOMAINS else "somebody"
        _, document = read(post(service.address, request(f"{local}@{name}")))
        assert document["protocols"][0]["LoginName"] == f"login-{number}"
    assert service.ask(AUTOCONFIG, host=f"autoconfig.tenant{DOMAINS}.example").status == 404
    assert service.metric("carbone_snapshot_domains") >= DOMAINS

    refreshed(service)
    steady = memory(service)
    large.sql("INSERT INTO carbone_domain (name) VALUES ('new.example');")
    service.process.wait_for(lambda: service.ask(AUTOCONFIG, host="autoconfig.new.example").status == 200, "the new domain", 60)
    refreshed(service)
    changed = memory(service)
    large.sql("DELETE FROM carbone_domain WHERE name = 'new.example';")
    print(f"{steady} KiB, after a change {changed} KiB")
    assert max(steady, changed) <= MEMORY


def cost(start, tmp_path, domains):
    """Of requests for one of so many domains."""
    files, database = tmp_path / f"counted-{domains}", tmp_path / f"database-{domains}"
    files.mkdir()
    database.mkdir()
    directory = Sqlite(database)
    directory.sql(PLAIN.format(domains=domains))
    data = encode("GET", AUTOCONFIG, [("Host", f"autoconfig.{domain(7)}")])
    return instructions(start, files, with_directory(directory, refresh="1h"), data)


def test_a_request_costs_the_same(start, tmp_path):
    """With ten domains, and with a hundred thousand."""
    few, many = cost(start, tmp_path, 10), cost(start, tmp_path, DOMAINS)
    print(few, many)
    assert abs(many - few) <= 0.03 * few
