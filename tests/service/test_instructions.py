# SPDX-License-Identifier: Apache-2.0
"""The work that a request costs, counted in instructions: the same for a mailbox that exists and one that does not."""
import pytest

from harness.callgrind import instructions
from harness.directory import Sqlite
from harness.settings import with_directory
from harness.wire import encode

from .mozilla import PATH as AUTOCONFIG
from .pox import PATH, mobile, request


def get(target):
    return encode("GET", target, [("Host", "autoconfig.example.test")])


def post(body):
    return encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Content-Length", str(len(body)))], body)


def form(body):
    return encode("POST", "/", [("Host", "autoconfig.example.test"), ("Content-Length", str(len(body)))], body)


KINDS = {
    "autoconfig": lambda address: get(f"{AUTOCONFIG}?emailaddress={address}"),
    "outlook": lambda address: post(request(address)),
    "mobilesync": lambda address: post(mobile(address)),
    "profile": lambda address: get(f"/mobileconfig?emailaddress={address}"),
    "page": lambda address: form(f"address={address}".encode()),
}


def cost(start, tmp_path, directory, kind, address):
    files = tmp_path / f"{kind}-{address}"
    files.mkdir()
    return instructions(start, files, with_directory(directory), KINDS[kind](address))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_work(start, tmp_path, kind):
    directory = Sqlite(tmp_path)
    directory.sql("INSERT INTO carbone_mailbox (address, domain, login) VALUES ('some@example.test', 'example.test', 'somebody');")
    existing, missing = (cost(start, tmp_path, directory, kind, f"{name}@example.test") for name in ("some", "none"))
    assert abs(existing - missing) <= 0.02 * existing, (existing, missing)
