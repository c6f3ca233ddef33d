# SPDX-License-Identifier: Apache-2.0
"""HTTP/1 to the byte: requests are sent as they are written, answers are kept as they came, and every one of them is judged."""
import socket
import ssl
from dataclasses import dataclass, field

TIMEOUT = 10.0


@dataclass
class Answer:
    """One answer: `head` is everything before the body, as it came."""

    version: str
    status: int
    headers: list
    head: bytes
    body: bytes = field(repr=False)

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name):
        """The value of a header that stands there once; None when it is missing."""
        values = self.all(name)
        assert len(values) < 2, f"{name} stands {len(values)} times"
        return values[0] if values else None

    def allow(self):
        return {method.strip() for method in (self["Allow"] or "").split(",") if method.strip()}


def judge(answer, method, public=True):
    """What holds for every answer of the whole run, whoever asked and whatever for; nobody in public is asked who they are."""
    where = f"in the answer {answer.status} to {method}"
    for name in ("WWW-Authenticate", "Proxy-Authenticate", "X-SOAP-Enabled", "X-WSSecurity-Enabled", "X-OAuth-Enabled"):
        assert not public or not answer.all(name), f"{name} {where}"
    assert not public or answer.status not in (401, 407), f"a forbidden status {where}"
    assert answer.status != 204 or method == "OPTIONS", f"a forbidden status {where}"
    assert len(answer.all("Content-Length")) <= 1, f"two lengths {where}"
    assert not answer.body.startswith(b"HTTP/1."), f"a head sent twice {where}"
    if method == "HEAD" or answer.status in (204, 304):
        assert not answer.body, f"a body {where}"
    if answer.status >= 400:
        assert not answer.body.lstrip().startswith(b"<?xml"), f"XML {where}"
        assert "xml" not in (answer["Content-Type"] or ""), f"an XML type {where}"
    if answer.status == 405:
        assert answer.allow(), f"no Allow {where}"
        assert method not in answer.allow(), f"Allow names the refused method {where}"


def encode(method, target, headers, body=b"", version="1.1"):
    """A request as bytes.  headers: pairs, sent as they are."""
    lines = [f"{method} {target} HTTP/{version}"] + [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1", "surrogateescape") + b"\r\n\r\n" + body


class Wire:
    """One connection.  address: (host, port), or the path of a Unix socket."""

    def __init__(self, address, tls=None, server_name=None, source=None, timeout=TIMEOUT, public=True):
        self.public = public
        if isinstance(address, tuple):
            self.socket = socket.create_connection(address, timeout, source_address=(source, 0) if source else None)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(str(address))
        if tls:
            context = ssl.create_default_context(cafile=str(tls))
            self.socket = context.wrap_socket(self.socket, server_hostname=server_name)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def _until(self, mark):
        while mark not in self.buffer:
            if not self._more():
                raise ConnectionError(f"closed after {self.buffer!r}")
        end = self.buffer.index(mark) + len(mark)
        taken, self.buffer = self.buffer[:end], self.buffer[end:]
        return taken

    def _exactly(self, size):
        while len(self.buffer) < size:
            if not self._more():
                raise ConnectionError(f"closed {size - len(self.buffer)} bytes before the end")
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def _chunks(self):
        body = b""
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            body += self._exactly(size)
            self._until(b"\r\n")
            if not size:
                return body

    def _body(self, method, answer):
        if method == "HEAD" or answer.status in (204, 304) or answer.status < 200:
            return b""
        if (answer["Transfer-Encoding"] or "").lower() == "chunked":
            return self._chunks()
        if answer["Content-Length"] is not None:
            return self._exactly(int(answer["Content-Length"]))
        while self._more():
            pass
        taken, self.buffer = self.buffer, b""
        return taken

    def answer(self, method="GET"):
        """The next answer; 100 Continue counts as one."""
        head = self._until(b"\r\n\r\n")
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        version, status = first.split(" ", 2)[:2]
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines]
        answer = Answer(version, int(status), headers, head, b"")
        answer.body = self._body(method, answer)
        judge(answer, method, self.public)
        return answer

    def ended(self):
        """Waits for the other side to close; True when it does so without another byte."""
        try:
            while self._more():
                pass
        except ConnectionResetError:
            pass
        return not self.buffer


def ask(address, target="/", *, method="GET", host="autoconfig.example.test", headers=(), body=b"", version="1.1", **connection):
    """One request on a connection of its own.  host None: no Host header; a body brings its Content-Length along."""
    lines = [("Host", host)] if host is not None else []
    lines += list(headers)
    names = {name.lower() for name, _ in lines}
    if (body or method == "POST") and not names & {"content-length", "transfer-encoding"}:
        lines.append(("Content-Length", str(len(body))))
    with Wire(address, **connection) as wire:
        wire.send(encode(method, target, lines, body, version))
        return wire.answer(method)
