# SPDX-License-Identifier: Apache-2.0
"""More than one server stands behind the URL: a standby takes over, a pooler is restarted."""
import signal

import pytest

from harness.pgbouncer import Pgbouncer
from harness.postgresql import Postgresql
from harness.process import wait_for
from service.mozilla import PATH as AUTOCONFIG

from .crowd import PASSWORD, ROLE, PostgresqlCrowd
from .siege import besieged


REFRESHES = "carbone_snapshot_refreshes_total"


class Pair(PostgresqlCrowd):
    """The crowd in a primary and its standby; the URL names both."""

    def __init__(self, primary, standby):
        super().__init__(primary)
        self.servers = [primary, standby]
        hosts = ",".join(f"{server.address}:{server.port}" for server in self.servers)
        self.url = f"postgresql://{ROLE}:{PASSWORD}@{hosts}/{self.name}"
        wait_for(lambda: standby.sql("SELECT pg_last_wal_replay_lsn()") == primary.sql("SELECT pg_current_wal_lsn()"), words="replication")

    def connections(self):
        return set().union(*(server.connections(ROLE) for server in self.servers if server.process.alive()))


@pytest.fixture
def pair():
    servers = [Postgresql()]
    servers.append(Postgresql(standby_of=servers[0]))
    yield servers
    for server in servers:
        server.remove()


def told_at_once(service, server, database):
    """Is a new domain served long before the list is due again?  From the second reading on, the first may have been under way."""
    before = service.metric(REFRESHES)
    wait_for(lambda: service.metric(REFRESHES) >= before + 2, words="two readings of the list")
    server.sql("INSERT INTO carbone_domain (name) VALUES ('third.test');", database)
    wait_for(lambda: service.ask(AUTOCONFIG, host="autoconfig.third.test").status == 200, 1.2, "word of a new domain")


@pytest.mark.parametrize("prefer", ["", "target_session_attrs=prefer-standby"])
def test_failover(besiege, pair, prefer):
    """The primary is killed, the standby promoted, and new domains are told of by the new primary."""
    primary, standby = pair
    crowd = Pair(primary, standby)
    crowd.url += f"?{prefer}" * bool(prefer)
    with besiege(besieged(crowd, refresh="2s"), crowd) as siege:
        dead = siege.mark("the primary is killed")
        primary.stop(signal.SIGKILL)
        siege.pass_time(1)
        siege.mark("the standby is promoted")
        standby.promote()
        siege.pass_time(1.5)
    siege.judge(dead, 2)
    told_at_once(siege.service, standby, crowd.name)


def test_pgbouncer_restarted(besiege, crowd, postgresql):
    """In transaction mode: whose connection one has, changes with each question."""
    pooler = Pgbouncer(postgresql)
    try:
        crowd.url = pooler.url(crowd.name)
        with besiege(besieged(crowd), crowd) as siege:
            siege.mark("PgBouncer ends")
            pooler.stop()
            siege.pass_time(1)
            pooler.start()
            mended = siege.mark("PgBouncer is there")
            siege.pass_time(2.5)
        siege.judge(mended, 2)
        assert siege.broke()
    finally:
        pooler.remove()
