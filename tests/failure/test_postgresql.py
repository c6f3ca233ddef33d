# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL is hurt in every way that it can be, and nobody who asks for a domain notices."""
import signal

import pytest

from harness.process import wait_for

from .crowd import ROLE, PostgresqlCrowd
from .siege import besieged

LOCK = "LOCK TABLE carbone_mailbox, carbone_domain IN ACCESS EXCLUSIVE MODE;"
WAITING = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{ROLE}' AND wait_event_type = 'Lock'"


def waits(crowd):
    """Does one of the service's connections wait for a lock?"""
    return crowd.sql(WAITING).strip() != "0"


def killed(siege, crowd):
    crowd.server.stop(signal.SIGKILL)
    siege.pass_time(1.5)
    crowd.server.start()


def frozen(siege, crowd):
    """Postmaster and backends: connections stand, and nothing comes of them."""
    crowd.server.freeze()
    siege.pass_time(2)
    crowd.server.freeze(False)


def locked(siege, crowd):
    """Connections that were given up end on the server's side, too: it shall not run out of them."""
    with crowd.server.held(LOCK, crowd.name):
        siege.pass_time(3)
        assert len(crowd.connections()) <= 2 * siege.before["connections"] + 2, "given up, and still waiting for the lock"


def password(siege, crowd):
    """Another one, unknown to us, until the settings are read again."""
    crowd.set_password("second-password")
    terminate(crowd)
    siege.pass_time(1)
    service = siege.service
    service.settings["directory"]["url"] = crowd.url
    service.reload(service.settings)


def terminate(crowd):
    crowd.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")


def terminated(siege, crowd):
    """All of its connections, five times, in the middle of a query each time."""
    for _ in range(5):
        with crowd.server.held(LOCK, crowd.name):
            wait_for(lambda: waits(crowd), words="a query that waits")
            terminate(crowd)
        siege.pass_time(0.2)


# what happens, seconds until it is over, and whether somebody is bound to be turned away
CASES = [(killed, 2, True), (frozen, 2, True), (locked, 2, True), (password, 2, True), (terminated, 2, False)]


@pytest.mark.parametrize("hurt, within, turns_away", CASES, ids=[case[0].__name__ for case in CASES])
def test_nobody_notices(besiege, crowd, hurt, within, turns_away):
    with besiege(besieged(crowd), crowd) as siege:
        siege.mark(hurt.__name__)
        hurt(siege, crowd)
        mended = siege.mark("over")
        siege.pass_time(within + 0.5)
    siege.judge(mended, within)
    assert siege.broke() or not turns_away


def test_packets_are_lost(besiege, far_postgresql):
    """The host is gone without a word, and comes back in the same way."""
    crowd = PostgresqlCrowd(far_postgresql)
    with besiege(besieged(crowd), crowd) as siege:
        siege.mark("the cable is cut")
        far_postgresql.network.cut()
        siege.pass_time(2.5)
        far_postgresql.network.cut(False)
        mended = siege.mark("over")
        siege.pass_time(4.5)
    siege.judge(mended, 4)
    assert siege.broke()
