# SPDX-License-Identifier: Apache-2.0
"""Slow, many and large: each has its bound, and those who behave are answered meanwhile."""
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.settings import settings
from harness.wire import Wire, encode

from .mozilla import PATH as AUTOCONFIG
from .pox import PATH, post, read, request

HOST = ("Host", "autoconfig.example.test")


def limited(**limits):
    return settings({"limits": limits, "workers": 1})


def served(service):
    try:
        return service.ask(AUTOCONFIG, timeout=1).status == 200
    except OSError:
        return False


def lasts(wire, trickle=b"", pause=0.1, longest=8.0):
    """Sends `trickle` over and over; how long the other side bears it, and what it said."""
    started = time.monotonic()
    wire.socket.settimeout(pause)
    while time.monotonic() - started < longest:
        try:
            if trickle:
                wire.send(trickle)
            if not wire._more():
                break
        except socket.timeout:
            continue
        except (ConnectionResetError, BrokenPipeError):
            break
    return time.monotonic() - started, wire.buffer


@pytest.mark.parametrize("first, trickle", [
    (b"GET / HT", b""),
    (b"GET /mail/config-v1.1.xml HTTP/1.1\r\nX: ", b"a"),
    (b"GET /mail/config-v1.1.xml HTTP/1.1\r\n", b"X-Y: z\r\n"),
    (b"\r\n", b"\r\n"),
    (b"", b""),
], ids=["half a line", "a header without end", "headers without end", "empty lines", "nothing at all"])
def test_slow_head(start, first, trickle):
    """limits.header: from the first byte, or from the connection, to the end of the head, however lively the sender is."""
    service = start(limited(header="1s", request="30s", idle="2s"))
    with Wire(service.address) as wire:
        wire.send(first)
        seconds, said = lasts(wire, trickle)
    assert 0.5 < seconds < 4
    assert said == b"" or said.startswith((b"HTTP/1.1 408", b"HTTP/1.1 400", b"HTTP/1.1 431"))
    assert service.ask(AUTOCONFIG).status == 200


@pytest.mark.parametrize("headers, trickle", [
    ([("Content-Length", "4000")], b" "),
    ([("Content-Length", "4000")], b""),
    ([("Transfer-Encoding", "chunked")], b"1\r\n \r\n"),
], ids=["trickle", "silence", "chunks"])
def test_slow_body(start, headers, trickle):
    """limits.request: from the first byte to the last."""
    service = start(limited(header="1s", request="1s", idle="30s"))
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [HOST, *headers]))
        seconds, said = lasts(wire, trickle)
    assert 0.5 < seconds < 4
    assert said == b"" or said.startswith(b"HTTP/1.1 408")


def test_idle(start):
    service = start(limited(idle="1s"))
    with Wire(service.address) as wire:
        wire.send(encode("GET", AUTOCONFIG, [HOST]))
        assert wire.answer().status == 200
        seconds, said = lasts(wire)
    assert 0.5 < seconds < 4 and said == b""


def test_others_are_answered_beside_a_hundred_slow_ones(start):
    service = start(limited(header="5s"))
    slow = [Wire(service.address) for _ in range(100)]
    for wire in slow:
        wire.send(b"GET / HTTP/1.1\r\nHost: x")
    started = time.monotonic()
    for _ in range(20):
        assert service.ask(AUTOCONFIG).status == 200
    assert time.monotonic() - started < 2
    for wire in slow:
        wire.socket.close()


def test_too_many_connections(start):
    """Over limits.connections the newest are turned away or wait; what was there goes on, and room that comes free is used."""
    service = start(limited(connections=20, idle="30s"))
    held = [Wire(service.address) for _ in range(20)]
    for wire in held:
        wire.send(encode("GET", AUTOCONFIG, [HOST]))
        assert wire.answer().status == 200
    extra = [Wire(service.address, timeout=0.5) for _ in range(4)]
    for wire in extra:
        try:
            wire.send(encode("GET", AUTOCONFIG, [HOST]))
            assert wire.answer().status == 503
        except (socket.timeout, ConnectionError, BrokenPipeError):
            pass
    held[0].send(encode("GET", AUTOCONFIG, [HOST]))
    assert held[0].answer().status == 200
    for wire in held + extra:
        wire.socket.close()

    service.process.wait_for(lambda: served(service), "an answer once there is room")


def test_descriptors_run_out(start):
    """Fewer descriptors than connections: nobody is served wrongly, nothing spins, and it comes back."""
    service = start(limited(connections=10000), argv=["prlimit", "--nofile=64:64"])
    wires = [Wire(service.address, timeout=2) for _ in range(100)]
    for wire in wires:
        wire.socket.close()
    service.process.wait_for(lambda: served(service), "an answer once there are descriptors")


@pytest.mark.parametrize("size, statuses", [(4000, {200}), (12000, {200}), (40000, {431, 400}), (200000, {431, 400})])
def test_large_headers(service, size, statuses):
    with Wire(service.address) as wire:
        try:
            wire.send(encode("GET", AUTOCONFIG, [HOST, ("X-Large", "x" * size)]))
            assert wire.answer().status in statuses
        except (ConnectionResetError, BrokenPipeError):
            assert 200 not in statuses


def test_many_small_headers(service):
    with Wire(service.address) as wire:
        wire.send(encode("GET", AUTOCONFIG, [HOST] + [(f"X-{number}", "y") for number in range(500)]))
        assert wire.answer().status in (200, 431)


@pytest.mark.parametrize("size, status", [(16000, 200), (16384, 200), (16385, 413), (65536, 413)])
def test_large_body(service, size, status):
    """16 KiB of nothing are read, and answered with error 600; one byte more is not."""
    answer = post(service.address, b" " * size)
    assert answer.status == status
    if status == 200:
        assert read(answer) == ("error", 600)


NO_REQUESTS = [
    b"\0" * 100,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200,  # a TLS hello
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET  / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"\xff\xfe\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    b"G\r\n" * 3000,
]


@pytest.mark.parametrize("data", NO_REQUESTS)
def test_what_is_no_request(service, data):
    """Refused, ignored or hung up on; never a success, and the next one is served."""
    with Wire(service.address, timeout=2) as wire:
        try:
            wire.send(data)
            wire.socket.shutdown(socket.SHUT_WR)
            while wire._more():
                pass
        except OSError:
            pass
        assert b" 200 " not in wire.buffer[:20]
    assert service.ask(AUTOCONFIG).status == 200


def test_two_hundred_at_once(service):
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda number: post(service.address, request(f"person{number}@example.test")), range(200)))
    for number, answer in enumerate(answers):
        assert read(answer)[1]["address"] == f"person{number}@example.test"


def test_those_who_leave(start):
    """Connections that end in every way at every moment: within limits.header all are forgotten."""
    service = start(limited(header="1s", request="2s"))
    data = encode("POST", PATH, [HOST, ("Content-Length", "400")], request("jane@example.test"))
    for length in range(0, len(data), 7):
        for reset in (False, True):
            wire = Wire(service.address)
            wire.send(data[:length])
            if reset:
                wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.socket.close()
    assert service.ask(AUTOCONFIG).status == 200
    service.process.wait_for(lambda: service.metric("carbone_connections") == 0, "all gone", 10)
