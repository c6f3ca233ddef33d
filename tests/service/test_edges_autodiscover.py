# SPDX-License-Identifier: Apache-2.0
"""Autodiscover at its edges, as far as no other table has them.

POX: TARGETS, HEADERS, XML and ADDRESSES in test_autodiscover.py; GET, redirects, ActiveSync in test_autodiscover_options.py; plain http in
test_proxy.py.  JSON: test_autodiscover_json.py, tests/protocols/test_autodiscover_json.c.  Equal answers for users who do not exist:
test_privacy.py.  Documents: tests/protocols/golden/.
"""
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from harness.service import Service
from harness.settings import EAS, PUBLIC, settings
from harness.wire import Wire, encode

from . import pox
from .pox import PATH, mobile, post, request
from .test_autodiscover import ADDRESS, SCHEMA, SETTINGS, of, outcome

JSON = "/autodiscover/autodiscover.json"

TARGETS = [
    ("//autodiscover/autodiscover.xml", "http 404"),
    ("/autodiscover//autodiscover.xml", "http 404"),
    ("/autodiscover/./autodiscover.xml", "http 404"),
    ("/autodiscover/%2e%2e/autodiscover/autodiscover.xml", "http 404"),
    ("/AUTODISCOVER/AUTODISCOVER.XML?a=b%00", SETTINGS),
    ("HTTP://192.0.2.1:8443/autodiscover/autodiscover.xml", SETTINGS),
    ("https://autodiscover.example.test", "http 400"),
    ("ftp://autodiscover.example.test/autodiscover/autodiscover.xml", "http 400"),
    ("autodiscover/autodiscover.xml", "http 400"),
    ("/autodiscover/autodiscover.svc/", "http 404"),
    ("/autodiscover/services.wsdl", "http 404"),
    ("/EWS/Exchange.asmx", "http 404"),
]


@pytest.mark.parametrize("target, expected", TARGETS)
def test_targets(service, target, expected):
    assert outcome(post(service.address, request("jane@example.test"), target)) == expected


# bodies that only their size or their form makes odd
BODIES = [
    (of("<x " + " ".join(f"a{n}='1'" for n in range(10000)) + "/>", ADDRESS, SCHEMA), "http 413"),
    (" " * (16384 - len(of(ADDRESS, SCHEMA))) + of(ADDRESS, SCHEMA), SETTINGS),
    (" " * (16385 - len(of(ADDRESS, SCHEMA))) + of(ADDRESS, SCHEMA), "http 413"),
    (of(ADDRESS, "<AcceptableResponseSchema/>"), 600),
    (of(ADDRESS, SCHEMA, SCHEMA), 600),
    (of("<EMailAddress>a&amp;b&#64;example.test</EMailAddress>", SCHEMA), SETTINGS),
]


@pytest.mark.parametrize("body, expected", BODIES, ids=range(len(BODIES)))
def test_bodies(service, body, expected):
    assert outcome(post(service.address, body.encode())) == expected


LONG = ".".join(["a" * 63] * 3)  # 191 bytes
ADDRESSES = [("j" * 64 + "@" + (LONG + ".test")[-length + 65:], expected) for length, expected in ((254, "http 404"), (255, 600))]
ADDRESSES += [("j" * (length - len("@example.test")) + "@example.test", 600) for length in (254, 255, 320, 321, 2000)]
ADDRESSES += [("jane@UPPER.test", SETTINGS), ("jane@upper.TEST", SETTINGS), ("jane@xn--bcher-kva.TEST", SETTINGS), ("jane@example.test..", 600),
              ("jane@-example.test", 600), ("jane@192.0.2.1", 600), ("'@example.test", SETTINGS), ("\u202ejane@example.test", SETTINGS)]


@pytest.fixture(scope="module")
def upper(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("upper"), settings(domains={"UPPER.TEST": {}, "example.test": {}, "BÜCHER.test": {}}))
    yield service
    service.stop()


@pytest.mark.parametrize("address, expected", ADDRESSES, ids=lambda value: str(value)[-40:])
def test_addresses(upper, address, expected):
    """Domains that the settings write in capitals are the same domains."""
    assert outcome(post(upper.address, request(address))) == expected


def test_two_hundred_at_once(service):
    addresses = [f"person{number}@example.test" for number in range(200)]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda address: post(service.address, request(address)), addresses))
    assert [pox.read(answer)[1]["address"] for answer in answers] == addresses


def test_each_answer_to_its_own(service):
    """A pipeline of both schemas, of many people: no answer has another's address."""
    people = [f"p{number}@example.test" for number in range(20)]
    bodies = [(mobile if number % 2 else request)(address) for number, address in enumerate(people)]
    with Wire(service.address) as wire:
        wire.send(b"".join(encode("POST", PATH, [("Host", "x.test"), ("Content-Length", str(len(body)))], body) for body in bodies))
        assert [pox.read(wire.answer("POST"))[1]["address"] for _ in people] == people


# ---- JSON: what Protocol, Email and RedirectCount may be ----

V1 = PUBLIC + PATH
PROTOCOLS = [
    ("ActiveSync", 200, EAS), ("activesync", 200, EAS), ("AutodiscoverV1", 200, V1), ("Autodiscoverv1", 200, V1), ("EWS", 400, "InvalidProtocol"),
    ("REST", 400, "InvalidProtocol"), ("", 400, "MissingProtocol"), (None, 400, "MissingProtocol"), ("%00", 400, "MissingProtocol"),
    ("%zz", 400, "MissingProtocol"), ("%ff", 400, "MissingProtocol"), (quote("'\"<>\u2028\\"), 400, "InvalidProtocol"), ("A" * 3000, 400, "MissingProtocol"),
    ("ActiveSync&RedirectCount=0", 200, EAS), ("ActiveSync&RedirectCount=abc", 200, EAS), ("ActiveSync&RedirectCount=" + "9" * 400, 200, EAS),
    ("ActiveSync&Protocol=EWS", 200, EAS), ("EWS&Protocol=ActiveSync", 400, "InvalidProtocol"),
]


@pytest.mark.parametrize("value, status, word", PROTOCOLS, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("form", [JSON + "?Email=jane%40example.test&", JSON + "/v1.0/jane%40example.test?"])
def test_protocols(service, form, value, status, word):
    answer = service.ask(form + ("x=y" if value is None else f"Protocol={value}"), host="evil.test")
    document = json.loads(answer.body.decode("ascii"), parse_constant=pytest.fail)
    assert (answer.status, document["Url" if status == 200 else "ErrorCode"]) == (status, word)
    assert not set(b"<>\\") & set(answer.body) and b"evil" not in answer.body


EMAILS = [
    ("jane@example.test", 200), ("jane%40example.test", 200), ("ja+ne@example.test", 200), ("ja%2Bne@example.test", 200), ("ja%20ne@example.test", 400),
    ("jane%00@example.test", 400), ("jane%zz@example.test", 400), ("jane%ff@example.test", 400), ("jane", 400), ("%40", 400), ("a@b@example.test", 400),
    ("jane@unknown.test", 404), ("jane@bücher.test", 200), ("jane%2540example.test", 400), ("..%2f..%2fpowershell@example.test", 200),
    ("x@evil.test/owa/?&Email=autodiscover/autodiscover.json%3F@evil.test", 400),
]


@pytest.mark.parametrize("email, status", EMAILS)
@pytest.mark.parametrize("form", [JSON + "?Protocol=ActiveSync&Email={}", JSON + "/v1.0/{}?Protocol=ActiveSync"])
def test_emails(service, form, email, status):
    """Both forms agree."""
    answer = service.ask(form.format(email).encode().decode("latin-1"))
    assert answer.status == status
    assert status != 200 or json.loads(answer.body)["Url"] == EAS
