# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL and MariaDB are hurt in every way that it can be, and nobody who asks for a domain notices."""
import signal

import pytest

from harness.mariadb import Mariadb
from harness.postgresql import Postgresql
from harness.process import wait_for

from .crowd import MariadbCrowd, PostgresqlCrowd
from .siege import besieged

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
    with crowd.locked():
        siege.pass_time(3)
        assert len(crowd.connections()) <= 2 * siege.before["connections"] + 2, "given up, and still waiting for the lock"


def password(siege, crowd):
    """Another one, unknown to us, until the settings are read again."""
    crowd.set_password("second-password")
    crowd.terminate()
    siege.pass_time(1)
    service = siege.service
    service.settings["directory"]["url"] = crowd.url
    service.reload(service.settings)


def terminated(siege, crowd):
    """All of its connections, five times, in the middle of a query each time."""
    for _ in range(5):
        with crowd.locked():
            wait_for(lambda: crowd.waits(), words="a query that waits")
            crowd.terminate()
        siege.pass_time(0.2)


# what happens, seconds until it is over, and whether somebody is bound to be turned away
CASES = [(killed, 2, True), (frozen, 2, True), (locked, 2, True), (password, 2, True), (terminated, 2, False)]


@pytest.mark.parametrize("hurt, within, turns_away", CASES, ids=[case[0].__name__ for case in CASES])
def test_nobody_notices(besiege, any_crowd, hurt, within, turns_away):
    crowd = any_crowd
    with besiege(besieged(crowd), crowd) as siege:
        siege.mark(hurt.__name__)
        hurt(siege, crowd)
        mended = siege.mark("over")
        siege.pass_time(within + 0.5)
    siege.judge(mended, within)
    assert siege.broke() or not turns_away


@pytest.mark.parametrize("server, crowd_of", [(Postgresql, PostgresqlCrowd), (Mariadb, MariadbCrowd)], ids=["postgresql", "mariadb"])
def test_packets_are_lost(besiege, cable, server, crowd_of):
    """The host is gone without a word, and comes back in the same way."""
    far = server(cable)
    try:
        crowd = crowd_of(far)
        with besiege(besieged(crowd), crowd) as siege:
            siege.mark("the cable is cut")
            cable.cut()
            siege.pass_time(2.5)
            cable.cut(False)
            mended = siege.mark("over")
            siege.pass_time(4.5)
        siege.judge(mended, 4)
        assert siege.broke()
    finally:
        far.remove()
