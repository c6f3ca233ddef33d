# SPDX-License-Identifier: Apache-2.0
"""What the whole-service tests share: one service for questions that leave no trace, others of their own for the rest."""
import pytest

from harness.authority import Authority
from harness.directory import MariadbDatabase, PostgresqlDatabase, Sqlite
from harness.mariadb import Mariadb
from harness.nginx import Nginx
from harness.service import Service
from harness.settings import settings


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signing(authority):
    """profiles, signed."""
    return {"organization": "Example", "identifier": "test.example.autoconfig", "signing": authority.signer()}


@pytest.fixture(scope="session")
def service(tmp_path_factory, signing):
    service = Service(tmp_path_factory.mktemp("service"), settings(profiles=signing))
    yield service
    service.stop()


@pytest.fixture(scope="session")
def mariadb():
    server = Mariadb()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def nginx(tmp_path_factory, authority, service):
    chain, key = authority.server("site", ["autoconfig.example.test", "autodiscover.example.test", "example.test"])
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), "%s:%d" % service.address, chain, key, ["example.test"])
    yield nginx
    nginx.end()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def directory(request, tmp_path):
    """The same rows in each database."""
    if request.param == "sqlite":
        return Sqlite(tmp_path)
    if request.param == "mariadb":
        return MariadbDatabase(request.getfixturevalue("mariadb"))
    return PostgresqlDatabase(request.getfixturevalue("postgresql"))
