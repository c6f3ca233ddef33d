# SPDX-License-Identifier: Apache-2.0
"""The redirects of CalDAV, CardDAV and JMAP (RFC 6764 section 5, RFC 8620 section 2.2), by every method."""
import pytest

from harness.service import Service
from harness.settings import IMPLICIT, settings
from harness.wire import Wire, encode

DAV = "https://dav.example.test/SOGo/dav/"
JMAP = "https://jmap.example.test/session"
CALDAV = "/.well-known/caldav"
BODY = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'


@pytest.fixture(scope="module")
def with_jmap(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("jmap"), settings(services=IMPLICIT + [{"type": "jmap", "url": JMAP}]))
    yield service
    service.stop()


@pytest.mark.parametrize("path, location", [(CALDAV, DAV), ("/.well-known/carddav", DAV), ("/.well-known/jmap", JMAP)])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PROPFIND", "OPTIONS", "REPORT", "PUT", "DELETE"])
def test_every_method(with_jmap, method, path, location):
    answer = with_jmap.ask(path, method=method, host="example.test")
    assert (answer.status, answer["Location"], answer.body) == (301, location, b"")
    assert answer["Cache-Control"].startswith("public, max-age=")


def test_nothing_without_a_service(service):
    assert service.ask("/.well-known/jmap", host="example.test").status == 404
    assert service.ask(CALDAV, host="starttls.test", method="PROPFIND").status == 404


@pytest.mark.parametrize("host, status", [
    ("example.test", 301), ("EXAMPLE.test:443", 301), ("autoconfig.example.test", 301), ("autodiscover.example.test", 301),
    ("ua-auto-config.example.test", 301), ("xn--bcher-kva.test", 301), ("mail.example.test", 404), ("unknown.test", 404), ("192.0.2.1", 404),
])
def test_hosts(service, host, status):
    assert service.ask(CALDAV, host=host, method="PROPFIND").status == status


@pytest.mark.parametrize("target, status", [(CALDAV + "?a=b", 301), ("https://example.test" + CALDAV, 301), (CALDAV + "/", 404), ("/.well-known/CalDAV", 404),
                                            ("/.well-known/webdav", 404), ("/.well-known/", 404)])
def test_targets(service, target, status):
    assert service.ask(target, host="example.test", method="PROPFIND").status == status


def test_plain_http_leads_there_at_once(service):
    answer = service.ask(CALDAV, host="example.test", method="PROPFIND", headers=[("X-Forwarded-Proto", "http")])
    assert (answer.status, answer["Location"]) == (301, DAV)


@pytest.mark.parametrize("headers, body", [
    ([("Content-Length", str(len(BODY)))], BODY),
    ([("Transfer-Encoding", "chunked")], b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
    ([("Content-Length", "0")], b""),
])
def test_bodies_are_read(service, headers, body):
    """The connection stays good: a second request goes the same way, byte by byte."""
    request = encode("PROPFIND", CALDAV, [("Host", "example.test"), ("Depth", "0"), *headers], body)
    with Wire(service.address) as wire:
        wire.send(request)
        assert wire.answer("PROPFIND").status == 301
        for byte in request:
            wire.send(bytes([byte]))
        assert wire.answer("PROPFIND")["Location"] == DAV


def test_too_much(service):
    with Wire(service.address) as wire:
        wire.send(encode("PROPFIND", CALDAV, [("Host", "example.test"), ("Content-Length", "1000000")]))
        assert wire.answer("PROPFIND").status == 413


def test_catch_all_has_none(start):
    service = start(settings(domains={"example.test": {}, "*": {}}))
    assert service.ask(CALDAV, host="anything.test").status == 404
    assert service.ask(CALDAV, host="example.test").status == 301
