# SPDX-License-Identifier: Apache-2.0
"""Clients that mean harm, or only have bad luck: what was seen to break once."""
import json
import os
import socket
import time

import pytest

from harness.directory import Sqlite
from harness.settings import settings
from harness.wire import Wire, encode

AUTOCONFIG = "/mail/config-v1.1.xml"
HOST = [("Host", "autoconfig.example.test")]


def sends_but_never_reads(address, request, seconds=1.5):
    """As many requests as the buffers of both sides hold."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    client.connect(address)
    client.settimeout(0.2)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            client.send(request * 50)
        except TimeoutError:
            return client
    return client


def test_a_request_that_outlives_its_domain_list(start, tmp_path):
    """The access log was seen to print freed memory: the list that a request's domain stood in had been replaced while its
    answer was on the way."""
    directory = Sqlite(tmp_path)
    service = start(settings(server={"workers": 1}, directory={"url": directory.url}), env={**os.environ, "MALLOC_PERTURB_": "165"})
    names = iter(f"new{number}.test" for number in range(9))

    def change():
        name = next(names)
        directory.sql(f"INSERT INTO carbone_domain (name) VALUES ('{name}')")
        service.process.wait_for(lambda: service.ask(AUTOCONFIG, host=f"autoconfig.{name}").status == 200, "the new domain")

    change()
    client = sends_but_never_reads(service.address, encode("GET", AUTOCONFIG, [("Host", "autoconfig.second.test")]))
    change()
    change()
    before = service.log.count('"second.test"')
    client.close()
    service.process.wait_for(lambda: service.log.count('"second.test"') > before, "the line of the request that was on its way")
    domains = {json.loads(line)["domain"] for line in service.log.splitlines() if '"request"' in line}
    assert domains <= {"-", "example.test", "second.test", "new0.test", "new1.test", "new2.test"}


def test_a_quiet_connection_sees_new_settings(start):
    """A worker that slept through a reload answered its next request from the old settings."""
    service = start(settings(server={"workers": 1}))
    request = encode("GET", AUTOCONFIG, [("Host", "autoconfig.later.test")])
    with Wire(service.address) as wire:
        wire.send(request)
        assert wire.answer().status == 404
        service.reload({**service.settings, "domains": {"later.test": {}}})
        service.process.wait_for(lambda: service.metric("carbone_snapshot_domains") == 1, "the new list")
        wire.send(request)
        assert wire.answer().status == 200


def test_signing_is_switched_off_and_on(start, signing):
    """While the settings change over a profile is signed or not, but never refused."""
    service = start(settings(server={"workers": 1}, profiles=signing))
    unsigned = {key: value for key, value in signing.items() if key != "signing"}
    request = encode("GET", "/mobileconfig?emailaddress=jane%40example.test", HOST)
    with Wire(service.address) as wire:
        for profiles, start_of in 5 * ((unsigned, b"<?xml"), (signing, b"\x30")):
            service.reload({**service.settings, "profiles": profiles})
            deadline = time.monotonic() + 10
            while True:
                wire.send(request)
                answer = wire.answer()
                assert answer.status == 200
                if answer.body.startswith(start_of):
                    break
                assert time.monotonic() < deadline


def test_not_modified_names_no_other_length(service):
    """304 said Content-Length: 0, which claims that the document is empty (RFC 9110 section 8.6)."""
    full = service.ask(AUTOCONFIG)
    answer = service.ask(AUTOCONFIG, headers=[("If-None-Match", full["ETag"])])
    assert answer.status == 304 and not answer.body
    assert answer["Content-Length"] in (None, str(len(full.body)))


POST = encode("POST", "/autodiscover/autodiscover.xml", [*HOST, ("Content-Length", "400")], b"<Autodiscover")


@pytest.mark.parametrize("data", [b"GET / HT", b"\x16\x03\x01\x02\x00", POST], ids=["half a line", "a TLS hello", "half a body"])
def test_clients_that_leave_in_the_middle_are_forgotten_at_once(start, data):
    """With the end behind the last bytes in one packet, the connection stayed until limits.header or limits.request."""
    service = start(settings(server={"limits": {"header": "60s", "request": "60s", "idle": "60s"}}))
    for _ in range(20):
        with socket.create_connection(service.address) as client:
            client.sendall(data)
    service.process.wait_for(lambda: service.metric("carbone_connections") == 0, "all forgotten", 5)


def test_clients_that_left_do_not_hold_up_the_end(start):
    service = start(settings(server={"drain": "0s"}))
    for _ in range(20):
        with socket.create_connection(service.address) as client:
            client.sendall(POST)
    service.process.wait_for(lambda: service.metric("carbone_connections_accepted_total") >= 20, "the connections")
    started = time.monotonic()
    service.stop()
    assert time.monotonic() - started < 1.5


def test_refused_connections_do_not_fill_the_log(start):
    """Without descriptors each refused connection wrote a line: thousands a second, by whoever wanted."""
    service = start(settings(), argv=["prlimit", "--nofile=64:64"])
    held = [socket.create_connection(service.address) for _ in range(300)]
    service.process.wait_for(lambda: "were refused" in service.log, "a word about it")
    assert service.log.count("were refused") <= 5
    for client in held:
        client.close()
