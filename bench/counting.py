# SPDX-License-Identifier: Apache-2.0
"""What one request costs in instructions of user space, ours and the bare server's, under callgrind."""

import re
import signal
import socket
import sys
from pathlib import Path

from subject import ADDRESS, HEADERS, PATH, POX, free_ports, start_bare, start_ours

# callgrind counts every byte of "rep stosb" as an instruction, and libmicrohttpd clears a connection's memory after each request.
TUNABLES = "glibc.cpu.x86_rep_stosb_threshold=0x7fffffff:glibc.cpu.x86_rep_movsb_threshold=0x7fffffff"
FEW, MANY = 50, 200

PROXY = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Real-IP": "192.0.2.7"}
XML = {"Content-Type": "text/xml; charset=utf-8"}


def request(method, path, headers, body=b""):
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in {**HEADERS, **headers}.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


CASES = [
    ("autoconfig", "ours", request("GET", PATH, {})),
    ("autoconfig, headers of a proxy", "ours", request("GET", PATH, PROXY)),
    ("Autodiscover, POST", "ours", request("POST", "/autodiscover/autodiscover.xml", XML, POX.encode())),
    ("profile, not signed", "ours", request("GET", f"/mobileconfig?emailaddress={ADDRESS}", {})),
    ("bare libmicrohttpd", "bare", request("GET", PATH, {})),
    ("bare libmicrohttpd, headers of a proxy", "bare", request("GET", PATH, PROXY)),
]


def ask(port, bytes_sent, times):
    """On one connection, one after the other."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        stream = connection.makefile("rb")
        for _ in range(times):
            connection.sendall(bytes_sent)
            status = stream.readline()
            if b" 200 " not in status:
                sys.exit(f"{status!r} is the answer to {bytes_sent[:60]!r}")
            length = int(re.search(rb"content-length: (\d+)", b"".join(iter(stream.readline, b"\r\n")), re.I).group(1))
            stream.read(length)


def counted(servers, binary, which, bytes_sent, times):
    """Instructions of all processes from their start to their end."""
    for old in Path(servers.folder).glob("callgrind.*"):
        old.unlink()
    prefix = ["valgrind", "-q", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={servers.folder}/callgrind.%p"]
    port = free_ports(1)[0]
    process = start_ours(servers, binary, 1, port, prefix, key=None)[0] if which == "ours" else start_bare(servers, 1, port, prefix)
    ask(port, bytes_sent, times)
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return sum(int(re.search(r"^totals: (\d+)", path.read_text(), re.M).group(1)) for path in Path(servers.folder).glob("callgrind.*"))


def cost(servers, binary, which, bytes_sent):
    few, many = (counted(servers, binary, which, bytes_sent, times) for times in (FEW, MANY))
    return (many - few) / (MANY - FEW)
