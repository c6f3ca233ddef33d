# SPDX-License-Identifier: Apache-2.0
"""Starting, changing over and stopping, without losing a request."""
import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from harness.authority import openssl
from harness.process import free_address, listens, wait_for
from harness.service import run
from harness.settings import settings
from harness.wire import Wire, encode

from . import mozilla
from .mozilla import PATH as AUTOCONFIG
from .pox import PATH, read, request

HOST = ("Host", "autoconfig.example.test")
GET = encode("GET", AUTOCONFIG, [HOST])


class Client(threading.Thread):
    """Somebody who goes on asking: on a kept connection, or on a new one each time."""

    def __init__(self, service, keep):
        super().__init__()
        self.service, self.keep = service, keep
        self.stopped, self.count, self.error = threading.Event(), 0, None

    def run(self):
        try:
            while not self.stopped.is_set():
                with Wire(self.service.address) as wire:
                    for _ in range(50 if self.keep else 1):
                        wire.send(GET)
                        assert wire.answer().status == 200
                        self.count += 1
        except Exception as error:  # whatever went wrong is what the test wants to know
            self.error = error

    def end(self):
        self.stopped.set()
        self.join(20)
        assert self.error is None, self.error
        return self.count


def asking(service):
    clients = [Client(service, keep) for keep in (True, True, False, False)]
    for client in clients:
        client.start()
    return clients


# ---- stopping ----

def test_drain(start):
    """SIGTERM: not ready any more, what is under way is answered and told to close, then the end with status 0."""
    service = start(settings({"drain": "10s"}))
    body = request("jane@example.test")
    with Wire(service.address) as idle, Wire(service.address) as busy:
        idle.send(GET)
        assert idle.answer()["Connection"] in (None, "keep-alive", "Keep-Alive")
        busy.send(encode("POST", PATH, [HOST, ("Content-Length", str(len(body)))], body[:50]))
        service.manage("/healthz")
        service.process.send(signal.SIGTERM)
        service.process.wait_for(lambda: service.manage("/readyz").status == 503, "readiness gone")
        busy.send(body[50:])
        answer = busy.answer("POST")
        assert read(answer)[0] == "outlook" and answer["Connection"].lower() == "close"
    service.stop()


def test_drain_goes_on_serving(start):
    """Whoever sends us connections needs time to see that readiness is gone: until then nobody is turned away."""
    service = start(settings({"drain": "2s"}))
    with Wire(service.address) as kept:
        kept.send(GET)
        kept.answer()
        service.process.send(signal.SIGTERM)
        service.process.wait_for(lambda: service.manage("/readyz").status == 503, "readiness gone")
        new = service.ask(AUTOCONFIG)
        assert new.status == 200 and new["Connection"].lower() == "close"
        kept.send(GET)
        assert kept.answer()["Connection"].lower() == "close"
    assert service.process.end(signal.SIGCONT, seconds=5) == 0


def test_drain_has_an_end(start):
    """One who never finishes does not hold the service up for longer than server.drain."""
    service = start(settings({"drain": "1s"}))
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [HOST, ("Content-Length", "400")], b"<"))
        service.manage("/healthz")
        assert service.process.end(signal.SIGTERM, seconds=5) == 0


def test_stops_at_once(start):
    """SIGINT, and SIGTERM for the second time, do not wait for server.drain."""
    for signals in ([signal.SIGINT], [signal.SIGTERM, signal.SIGTERM]):
        service = start(settings({"drain": "30s"}))
        for number in signals[:-1]:
            service.process.send(number)
            service.process.wait_for(lambda: service.manage("/readyz").status == 503, "readiness gone")
        assert service.process.end(signals[-1], seconds=3) == 0
        assert not listens(service.address)


def test_unix_socket_is_gone_afterwards_and_taken_over_when_left(start, tmp_path):
    path = tmp_path / "service.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    service = start(settings({"listen": [f"unix:{path}"]}))
    assert mozilla.read(service.ask(AUTOCONFIG))["id"] == "example.test"
    service.stop()
    assert not path.exists()


def test_no_process_stays(start, signing):
    service = start(settings(profiles=signing))
    family = service.process.family()
    assert len(family) == 3, "supervisor, server, signer"
    service.stop()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 2, "the end of all three")


@pytest.mark.parametrize("which", ["server", "signer"])
def test_a_lost_process_is_replaced(start, signing, which):
    """Killed from outside: it is started anew, and who comes meanwhile waits, since the sockets are the supervisor's."""
    service = start(settings(profiles=signing))
    (pid,) = [pid for pid in service.process.family()[1:] if which in Path(f"/proc/{pid}/comm").read_text()]
    os.kill(pid, signal.SIGKILL)
    service.process.wait_for(lambda: f"the {which} ended" in service.log, "word of it")
    assert service.ask(AUTOCONFIG).status == 200
    service.process.wait_for(lambda: service.ask("/mobileconfig?emailaddress=jane%40example.test").status == 200, "signed again")


# ---- starting ----

def test_a_taken_port_is_said(start):
    first = start(settings())
    second = start(settings({"listen": first.settings["server"]["listen"]}), start=False)
    second.start(ready=False)
    assert second.process.popen.wait(10) not in (0, None)
    assert "%s:%d" % first.address in second.log or "in use" in second.log


@pytest.mark.parametrize("broken, word", [
    ({"server": {"public_url": "https://x.test", "lisen": []}}, "lisen"),
    ({"services": [{"type": "imap", "host": "a.test", "port": "993x", "security": "tls"}]}, "port"),
    ({"services": [{"type": "imap", "host": "a.test", "port": 99993, "security": "tls"}]}, "port"),
    ({"domains": {"exa mple": {}}}, "exa mple"),
    ({"profiles": {"signing": {"certificate": "/nothing.pem", "key": "/nothing.key"}}}, "/nothing"),
])
def test_mistakes_are_refused_before_anything_listens(start, broken, word):
    service = start(settings(**broken) if "server" not in broken else {**settings(), "server": {**settings()["server"], **broken["server"]}},
                    start=False)
    service.start(ready=False)
    assert service.process.popen.wait(10) == 1
    assert word in service.log
    checked = run("check", "--config", service.config)
    assert checked.returncode == 1 and word in checked.stdout + checked.stderr


def test_missing_settings_file(tmp_path):
    done = run("serve", "--config", tmp_path / "nothing.yaml")
    assert done.returncode in (1, 2) and "nothing.yaml" in done.stderr and not done.stdout


@pytest.mark.parametrize("words", [["--nonsense"], ["nonsense"], ["serve", "--nonsense"], ["serve", "too", "many"]])
def test_wrong_usage(words):
    done = run(*words)
    assert done.returncode == 2 and done.stderr and not done.stdout


# ---- reload ----

def more(**domains):
    chosen = settings()
    chosen["domains"] |= domains
    return chosen


def changed(service, domain):
    return lambda: service.ask(AUTOCONFIG, host=f"autoconfig.{domain}").status == 200


def test_reload_loses_nobody(start):
    """While four clients ask without pause, ten reloads change over; not one request fails."""
    service = start(settings())
    clients = asking(service)
    for number in range(10):
        chosen = more(**{f"new{number}.test": {}})
        chosen["server"] = service.settings["server"]
        service.reload(chosen)
        service.process.wait_for(changed(service, f"new{number}.test"), "the new domain")
    assert all(client.end() > 10 for client in clients)
    assert service.ask(AUTOCONFIG, host="autoconfig.new0.test").status == 404


def test_reload_of_a_mistake_keeps_the_old_settings(start):
    service = start(settings())
    clients = asking(service)
    before = service.ask(AUTOCONFIG).body
    for bad, word in (({**service.settings, "srevices": []}, "srevices"), ("server: [", "YAML")):
        service.reload(bad)
        service.process.wait_for(lambda: word in service.log, "the reason in the log")
        assert service.ask(AUTOCONFIG).body == before
    good = {**service.settings, "domains": {**service.settings["domains"], "later.test": {}}}
    service.reload(good)
    service.process.wait_for(changed(service, "later.test"), "the later domain")
    assert all(client.end() > 10 for client in clients)


def test_reload_of_a_file_that_is_being_written(start):
    """An editor truncates it first: seen, every domain was gone until the next reload."""
    service = start(settings())
    for text in ("", "{}", "log: {level: info}"):
        said = service.log.count("the old ones stay in force")
        service.reload(text)
        service.process.wait_for(lambda: service.log.count("the old ones stay in force") > said, "a word about the reload")
        assert service.ask(AUTOCONFIG).status == 200
    assert "neither a directory.url nor a domain" in service.log


def test_reload_of_a_new_signing_certificate(start, authority, signing, tmp_path):
    """A new signer takes over while profiles are asked for: each is signed by the old or by the new, none fails."""
    service = start(settings(profiles=signing))
    target = "/mobileconfig?emailaddress=jane%40example.test"
    renewed = {**signing, "signing": authority.signer("renewed")}

    def serial():
        answer = service.ask(target)
        assert answer.status == 200
        (tmp_path / "signed").write_bytes(answer.body)
        openssl("cms", "-verify", "-inform", "DER", "-in", tmp_path / "signed", "-CAfile", authority.root, "-purpose", "any",
                "-signer", tmp_path / "signer.pem")
        return openssl("x509", "-in", tmp_path / "signer.pem", "-noout", "-serial")

    old = serial()
    service.reload({**service.settings, "profiles": renewed})
    service.process.wait_for(lambda: serial() != old, "the new signer")
    key = authority.directory / "renewed.key"
    kept, saved = serial(), key.read_bytes()
    key.write_bytes(b"no key")
    try:
        service.reload()
        service.process.wait_for(lambda: "renewed" in service.log, "the reason in the log")
        assert serial() == kept
    finally:
        key.write_bytes(saved)


# ---- systemd ----

ACTIVATE = 'export LISTEN_PID=$$ LISTEN_FDS="$1"; shift; exec "$@"'


def activated(listeners):
    """What systemd does for a socket unit: descriptors from 3 on, their number, and for whom they are."""
    numbers = [listener.fileno() for listener in listeners]
    redirections = " ".join(f"{3 + at}<&{number}" for at, number in enumerate(numbers))
    return ["bash", "-c", f"exec {redirections}; {ACTIVATE}", "bash", str(len(numbers))], numbers


def test_sockets_of_systemd(start, tmp_path):
    tcp = socket.create_server(free_address(), backlog=128)
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(tmp_path / "given.sock"))
    unix.listen(128)
    low = [os.dup(listener.fileno()) for listener in (tcp, unix)]
    assert low
    argv, numbers = activated([tcp, unix])
    service = start(settings({"listen": ["127.0.0.1:1"]}), argv=argv, pass_fds=numbers)
    for address in (tcp.getsockname(), str(tmp_path / "given.sock")):
        service.address = address
        assert mozilla.read(service.ask(AUTOCONFIG))["id"] == "example.test"
    service.stop()
    assert (tmp_path / "given.sock").exists(), "the socket is systemd's to remove"
    with Wire(tcp.getsockname(), timeout=1):
        pass  # still listening: whoever comes during a restart waits


def test_readiness_is_told_to_systemd(start, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(tmp_path / "notify"))
        os.chmod(tmp_path / "notify", 0o777)
        notify.settimeout(10)
        service = start(settings(), env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")})
        words = []

        def told(word):
            while not any(word in line for line in words):
                words.extend(notify.recv(4096).decode().split("\n"))
            return True

        assert told("READY=1")
        service.reload()
        assert told("RELOADING=1")
        service.process.send(signal.SIGTERM)
        assert told("STOPPING=1")
        assert service.process.popen.wait(10) == 0


def test_reload_changes_the_drain(start):
    service = start(settings({"drain": "30s"}))
    service.reload({**service.settings, "server": {**service.settings["server"], "drain": "100ms"}, "domains": {"later.test": {}}})
    service.process.wait_for(changed(service, "later.test"), "the new settings")
    assert service.process.end(signal.SIGTERM, seconds=5) == 0
