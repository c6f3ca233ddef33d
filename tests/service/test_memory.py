# SPDX-License-Identifier: Apache-2.0
"""The server under valgrind's memcheck: everything asked, settings read again and again, and nothing lost at the end."""
import re

from harness.directory import Sqlite
from harness.settings import with_directory
from harness.wire import Wire

from .mozilla import PATH as AUTOCONFIG
from .pox import post, request

# No signing here: the signer closes descriptors that it does not know, and valgrind's are among them.
MEMCHECK = ["valgrind", "--leak-check=full", "--show-leak-kinds=definite,indirect", "--errors-for-leak-kinds=definite,indirect",
            "--error-exitcode=99"]


def ask_everything(service, number):
    address = f"somebody{number}@example.test"
    post(service.address, request(address))
    post(service.address, request(address, "urn:x"))
    post(service.address, b"<x>")
    service.ask(AUTOCONFIG)
    service.ask(f"/mobileconfig?emailaddress={address}")
    service.ask("/nothing")
    service.manage("/metrics")
    with Wire(service.address) as wire:
        wire.send(b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<")


def test_nothing_is_lost(start, tmp_path):
    files = tmp_path / "memcheck"
    files.mkdir()
    service = start(with_directory(Sqlite(tmp_path), reveal=["login"]), argv=[*MEMCHECK, f"--log-file={files}/%p"])
    for number in range(50):
        ask_everything(service, number)
        if number % 10 == 0:
            service.reload()
    service.stop()
    reports = [path.read_text() for path in files.iterdir()]
    assert len(reports) >= 2, "supervisor and server"
    for report in reports:
        assert re.search(r"ERROR SUMMARY: 0 errors", report), report
