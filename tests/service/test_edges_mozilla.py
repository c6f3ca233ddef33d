# SPDX-License-Identifier: Apache-2.0
"""Mozilla autoconfig at its edges, as far as no other table has them.

Requests: DOMAINS, HOSTS and what follows them in test_mozilla.py; plain http in test_choices.py; gzip in test_gzip.py; users who do not
exist in test_privacy.py; a database that is away in test_directory.py.  Documents: test_mozilla_documents.py, tests/protocols/golden/.
"""
import pytest

from harness.service import run
from harness.settings import IMPLICIT, settings
from harness.wire import Wire, encode

from . import mozilla
from .mozilla import PATH, WELL_KNOWN

HOST = "autoconfig.example.test"
BUCHER = "xn--bcher-kva.test"

# target, Host, status; 200: the document of the Host's domain, in A-labels
TARGETS = [
    ("//mail/config-v1.1.xml", HOST, 404),
    ("/mail//config-v1.1.xml", HOST, 404),
    ("/./mail/config-v1.1.xml", HOST, 404),
    ("/mail/../mail/config-v1.1.xml", HOST, 404),
    ("/mail/%2e%2e/mail/config-v1.1.xml", HOST, 404),
    ("/Mail/config-v1.1.xml", HOST, 404),
    ("/mail/Config-v1.1.xml", HOST, 404),
    ("/mail/config-v1.1.XML", HOST, 404),
    ("/mail%2fconfig-v1.1.xml", HOST, 200),
    ("/%6dail/config-v1.1.xml", HOST, 200),
    ("/mail/config-v1.1.xml;a", HOST, 404),
    ("/mail/config-v1.1.xml%3Fa", HOST, 404),
    ("/mail/config-v1.1.xml%20", HOST, 404),
    (WELL_KNOWN.upper(), "example.test", 404),
    (WELL_KNOWN + "/", "example.test", 404),
    (WELL_KNOWN + "?", "example.test", 200),
    (PATH + "?emailaddress=jane%2540example.test", "autoconfig.unknown.test", 404),
    (PATH + "?emailaddress=jane+doe@example.test", HOST, 200),
    (PATH + "?emailaddress=jane%20doe%40other.test", HOST, 200),
    (PATH + "?emailaddress=jane%40[::1]", HOST, 200),
    (PATH + "?emailaddress=jane%40example.test%00", HOST, 200),
    (PATH + "?" + "&" * 100, HOST, 200),
    (PATH, "autoconfig.bücher.test", 200),
    (PATH, "AUTOCONFIG.BÜCHER.TEST.:443", 200),
    (PATH, "autoconfig.XN--BCHER-KVA.test", 200),
]


@pytest.mark.parametrize("target, host, status", TARGETS)
def test_targets(service, target, host, status):
    answer = service.ask(target, host=host.encode().decode("latin-1"))
    assert answer.status == status
    if status == 200:
        assert mozilla.read(answer)["id"] == (BUCHER if "cher" in host.lower() else "example.test")


@pytest.mark.parametrize("target", [PATH + "?emailaddress=EVOLUTIONUSER%40example.test&emailmd5=0cc175b9c0f1b6a831c399e269772661",
                                    PATH + "?emailaddress=%22%3C%3E%26%27%22%40example.test", WELL_KNOWN, "/v1.1/example.test"])
def test_one_document_whoever_asks(service, target):
    """Made-up users and markup are never in it, and it is the same at every address it has."""
    assert service.ask(target).body == service.ask(PATH).body


@pytest.mark.parametrize("mark", ["&", "a=b&"])
def test_thousands_of_arguments(service, mark):
    """Each takes memory in libmicrohttpd, which ends the connection when there is none left; others do not notice."""
    with Wire(service.address) as wire:
        wire.send(encode("GET", f"{PATH}?{mark * 1000}", [("Host", HOST)]))
        try:
            assert wire.answer().status == 414
        except ConnectionError:
            pass
    assert service.ask(PATH).status == 200


@pytest.mark.parametrize("path", [PATH, "/v1.1/example.test"])
def test_length_and_last_byte(service, path):
    """The body is as long as is said: the next answer on the connection starts where it should."""
    with Wire(service.address) as wire:
        for _ in range(2):
            wire.send(encode("GET", path, [("Host", HOST)]))
            answer = wire.answer()
            assert answer.body.endswith(b"</clientConfig>\n") and len(answer.body) == int(answer["Content-Length"])


@pytest.mark.parametrize("username", ["007", "1e5", "0x10", "12345678901234567890", "true", "DOM\\postmaster", "post&master", "100%", "Pöst"])
def test_literal_logins(start, username):
    """As they were written, though Thunderbird takes some for numbers; and `check` asks whether everybody is meant."""
    services = [{**service, "username": username} for service in IMPLICIT[:3]]
    service = start(settings(services=services, domains={"example.test": {"pacc": False}}))
    read = mozilla.read(service.ask(PATH))
    assert {server[4] for server in read["incoming"] + read["outgoing"]} == {username}
    done = run("check", "--config", service.config)
    assert done.returncode == 0 and "everybody is told to log in as" in done.stderr, done.stderr
