# SPDX-License-Identifier: Apache-2.0
"""A network of our own where ./dev test failure made one, and what every siege needs."""
import contextlib
import os
import subprocess

import pytest

from harness.mariadb import Mariadb
from harness.network import Cable, may_be_made

from .crowd import MariadbCrowd, PostgresqlCrowd
from .siege import Siege


def pytest_configure():
    """In a fresh namespace loopback sleeps.  Before others, so that a busy machine does not look like a slow service."""
    with contextlib.suppress(PermissionError):
        os.nice(-10)
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True).stdout.splitlines()
    if len(links) == 1 and "state DOWN" in links[0]:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


@pytest.fixture
def besiege(start):
    """besiege(settings, database): a service in its siege."""
    return lambda settings, database: Siege(start(settings), database)


@pytest.fixture
def crowd(postgresql):
    return PostgresqlCrowd(postgresql)


@pytest.fixture(scope="session")
def killable_mariadb():
    server = Mariadb()
    yield server
    server.remove()


@pytest.fixture(params=["postgresql", "mariadb"])
def any_crowd(request):
    if request.param == "postgresql":
        return PostgresqlCrowd(request.getfixturevalue("postgresql"))
    return MariadbCrowd(request.getfixturevalue("killable_mariadb"))


@pytest.fixture
def cable():
    """To a host of its own, in which a server may listen."""
    if not may_be_made():
        pytest.skip("no network namespace of our own: ./dev test failure, as root")
    cable = Cable()
    yield cable
    cable.end()
