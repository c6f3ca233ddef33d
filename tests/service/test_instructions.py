# SPDX-License-Identifier: Apache-2.0
"""The work that a request costs, counted in instructions: the same for a mailbox that exists and one that does not."""
import re

import pytest

from harness.directory import Sqlite
from harness.settings import with_directory
from harness.wire import Wire, encode

from .mozilla import PATH as AUTOCONFIG
from .pox import PATH, mobile, request

HANDLER = "http_handle"  # libmicrohttpd's way into our code: counted from there on
REQUESTS = 300

# Callgrind counts each byte of `rep stosb` as one instruction; glibc is asked for its other memset and memcpy.
TUNABLES = "glibc.cpu.x86_rep_stosb_threshold=0x7fffffff:glibc.cpu.x86_rep_movsb_threshold=0x7fffffff"


def get(target):
    return encode("GET", target, [("Host", "autoconfig.example.test")])


def post(body):
    return encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Content-Length", str(len(body)))], body)


KINDS = {
    "autoconfig": lambda address: get(f"{AUTOCONFIG}?emailaddress={address}"),
    "outlook": lambda address: post(request(address)),
    "mobilesync": lambda address: post(mobile(address)),
    "profile": lambda address: get(f"/mobileconfig?emailaddress={address}"),
}


def instructions(start, tmp_path, directory, kind, address):
    """Of REQUESTS requests, after one that renders what is kept."""
    files = tmp_path / f"{kind}-{address}"
    files.mkdir()
    argv = ["valgrind", "--tool=callgrind", f"--toggle-collect={HANDLER}", f"--callgrind-out-file={files}/%p"]
    chosen = with_directory(directory)
    chosen["server"]["workers"] = 1
    service = start(chosen, argv=argv, env={"GLIBC_TUNABLES": TUNABLES, "PATH": "/usr/bin"})
    data = KINDS[kind](address)
    with Wire(service.address, timeout=30) as wire:
        for _ in range(REQUESTS):
            wire.send(data)
            assert wire.answer("POST").status < 500
    service.stop()
    return max(int(total) for path in files.iterdir() for total in re.findall(r"^(?:summary|totals): (\d+)", path.read_text(), re.M))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_work(start, tmp_path, kind):
    directory = Sqlite(tmp_path)
    directory.sql("INSERT INTO carbone_mailbox (address, domain, login) VALUES ('some@example.test', 'example.test', 'somebody');")
    existing, missing = (instructions(start, tmp_path, directory, kind, f"{name}@example.test") for name in ("some", "none"))
    assert existing > 1000 * REQUESTS, "the handler was not seen"
    assert abs(existing - missing) <= 0.02 * existing, (existing, missing)
