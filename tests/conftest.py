# SPDX-License-Identifier: Apache-2.0
"""What tests of several suites start."""
import itertools

import pytest

from harness.postgresql import Postgresql
from harness.service import Service


@pytest.fixture
def start(tmp_path):
    """start(settings, …): a service for one test, stopped and checked at its end."""
    services, numbers = [], itertools.count()

    def start(chosen, **options):
        directory = tmp_path / f"service{next(numbers)}"
        directory.mkdir()
        services.append(Service(directory, chosen, **options))
        return services[-1]

    yield start
    for service in services:
        if service.process and service.process.alive():
            service.stop()


@pytest.fixture(scope="session")
def postgresql():
    """One server a run, in which each test has a database of its own."""
    server = Postgresql()
    yield server
    server.remove()
