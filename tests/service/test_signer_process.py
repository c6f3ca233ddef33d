# SPDX-License-Identifier: Apache-2.0
"""The signing process looked at through /proc, as an operator can: what it holds, what it has given up, and that nobody else has the key.

Root alone may look into it; others skip these."""
import os
import re
from pathlib import Path

import pytest

from harness.authority import openssl
from harness.settings import settings

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may look into the signer")

TARGET = "/mobileconfig?emailaddress=person{}%40example.test"


def family(service):
    supervisor, *children = service.process.family()
    return {"supervisor": supervisor, **{Path(f"/proc/{pid}/comm").read_text().strip(): pid for pid in children}}


@pytest.fixture
def signer(start, signing):
    """A service that has signed, and its processes."""
    service = start(settings(profiles=signing))
    assert service.ask(TARGET.format(0)).status == 200
    return service, family(service)


def status(pid):
    return dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)


def descriptors(pid):
    return {int(entry.name): os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}


def test_rights(signer):
    found = status(signer[1]["autoconf-signer"])
    assert found["NoNewPrivs"] == "1" and found["Seccomp"] == "2"
    assert {found[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    limits = Path(f"/proc/{signer[1]['autoconf-signer']}/limits").read_text()
    assert re.search(r"Max open files +1 +1 ", limits) and re.search(r"Max core file size +0 +0 ", limits)


def test_descriptors(signer):
    """A socket to each worker, epoll, and stderr: no file, no listener, nothing of the network."""
    pid = signer[1]["autoconf-signer"]
    held = descriptors(pid)
    held.pop(2)
    sockets = {number for number in held.values() if number.startswith("socket:")}
    assert len(sockets) == 2 and set(held.values()) - sockets == {"anon_inode:[eventpoll]"}
    inodes = {name[len("socket:["):-1] for name in sockets}
    for table in ("tcp", "tcp6", "udp", "udp6", "raw", "packet"):
        lines = Path(f"/proc/{pid}/net/{table}").read_text().split("\n")[1:]
        assert not inodes & {word for line in lines for word in line.split()}, f"a socket of {table}"
    # A socketpair has no name that anybody could connect to.
    unix = [line.split() for line in Path(f"/proc/{pid}/net/unix").read_text().split("\n")[1:] if line]
    assert {len(line) for line in unix if line[6] in inodes} == {7}


def test_no_file_but_the_program_and_its_libraries(signer):
    """What is mapped was mapped when it started; no file can be opened any more (Landlock where there is one, and no system call for it)."""
    maps = Path(f"/proc/{signer[1]['autoconf-signer']}/maps").read_text()
    files = {line.split(None, 5)[5] for line in maps.splitlines() if len(line.split(None, 5)) == 6 and "/" in line}
    assert not [path for path in files if path.endswith((".pem", ".key", ".yaml"))]
    assert not [line for line in maps.splitlines() if re.match(r"\S+ .w.s", line)], "writable memory is shared with somebody"


# ---- the key ----

def key_numbers(path):
    """The private numbers of a key: d, and the primes and exponents of RSA."""
    text = openssl("pkey", "-in", path, "-noout", "-text").decode()
    found = {}
    for name, digits in re.findall(r"^(priv|privateExponent|prime1|prime2|exponent1|exponent2|coefficient):\s*\n((?:    [0-9a-f:]+\n)+)", text, re.M):
        found[name] = bytes.fromhex(re.sub(r"[\s:]", "", digits)).lstrip(b"\0")
    assert found
    return found


def memory(pid):
    """Every mapping that can be read, one after the other."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            begin, end = (int(number, 16) for number in line.split(" ", 1)[0].split("-"))
            if line.split(" ", 2)[1][0] != "r" or "[vvar" in line or "[vsyscall" in line:
                continue
            try:
                mem.seek(begin)
                yield mem.read(end - begin)
            except OSError:
                continue


def holds(pid, numbers):
    """Which numbers stand in its memory, as DER has them or as OpenSSL computes with them (the least byte first)."""
    found = set()
    for block in memory(pid):
        found |= {name for name, value in numbers.items() if value in block or value[::-1] in block}
    return found


def pem_lines(path):
    """The file's own bytes, line by line: a copy of it may be encoded still."""
    return {f"line {i}": line.encode() for i, line in enumerate(Path(path).read_text().splitlines()) if not line.startswith("-") and len(line) == 64}


@pytest.mark.parametrize("algorithm", [("EC", "ec_paramgen_curve:P-256"), ("RSA", "rsa_keygen_bits:2048")])
def test_key_is_in_the_signer_alone(start, authority, algorithm):
    """After many signatures, a reload and a signer's death there is nothing of it in the process that talks to strangers, nor in the supervisor."""
    signing = authority.signer(f"held-{algorithm[0]}", algorithm=algorithm)
    service = start(settings(profiles={"organization": "Example", "identifier": "test.example.autoconfig", "signing": signing}))
    for number in range(200):
        assert service.ask(TARGET.format(number)).status == 200
    service.reload()
    service.process.wait_for(lambda: "the settings were read again" in service.log)
    service.process.wait_for(lambda: len(service.process.family()) == 3)
    for number in range(200, 400):
        assert service.ask(TARGET.format(number)).status == 200

    processes, numbers = family(service), key_numbers(signing["key"])
    assert holds(processes["autoconf-signer"], numbers), "the search itself finds nothing"
    for name in ("autoconf-server", "supervisor"):
        assert not holds(processes[name], {**numbers, **pem_lines(signing["key"])}), name
