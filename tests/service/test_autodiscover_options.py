# SPDX-License-Identifier: Apache-2.0
"""What the settings change of Autodiscover: GET, error 500, redirects to another domain, who is offered ActiveSync."""
import json

import pytest

from harness.service import Service, run
from harness.settings import EAS, settings

from . import pox
from .pox import OUTLOOK, PATH, mobile, post, request

JSON = "/autodiscover/autodiscover.json?Email=jane%40example.test&Protocol="


# ---- GET ----

@pytest.fixture(scope="module")
def by_get(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("get"), settings(autodiscover={"get": True, "ttl": "48h"}))
    yield service
    service.stop()


@pytest.mark.parametrize("host, status", [
    ("autodiscover.example.test", 200), ("example.test", 200), ("AUTODISCOVER.EXAMPLE.TEST:443", 200), ("autodiscover.xn--bcher-kva.test", 200),
    ("autodiscover.unknown.test", 404), ("192.0.2.1", 404), ("autodiscover.starttls.test", 404),
])
def test_get(by_get, host, status):
    """Of the Host's domain; never an error in XML, and nothing where people do not log in with their address."""
    answer = by_get.ask(PATH + "?Email=jane%40other.test", host=host)
    assert answer.status == status
    if status == 200:
        kind, document = pox.read(answer)
        assert kind == "outlook" and document["name"] is None and document["address"] is None
        assert [protocol["Type"] for protocol in document["protocols"]] == ["IMAP", "POP3", "SMTP", "CalDAV", "CardDAV"]
        assert all("LoginName" not in protocol and protocol["TTL"] == "48" for protocol in document["protocols"])
        assert b"%EMAIL" not in answer.body and b"jane" not in answer.body


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("POST", 200), ("OPTIONS", 204), ("PUT", 405), ("PROPFIND", 405)])
def test_methods(by_get, method, status):
    body = request("jane@example.test") if method == "POST" else b""
    answer = by_get.ask("/AutoDiscover/AutoDiscover.xml", method=method, host="autodiscover.example.test", body=body)
    assert answer.status == status
    if status != 200:
        assert answer.allow() == {"GET", "HEAD", "POST", "OPTIONS"}


def test_post_is_as_ever(by_get, service):
    body = request("jane@example.test")
    assert post(by_get.address, body).body.replace(b"<TTL>48</TTL>", b"<TTL>24</TTL>") == post(service.address, body).body


def test_get_over_plain_http_is_redirected(by_get):
    assert by_get.ask(PATH, host="autodiscover.example.test", headers=[("X-Forwarded-Proto", "http")]).status == 302


# ---- error 500 ----

def test_unknown_domain(start):
    service = start(settings(autodiscover={"unknown_domain": "error"}))
    assert pox.read(post(service.address, request("jane@unknown.test"))) == ("error", 500)
    assert pox.read(post(service.address, mobile("jane@unknown.test"))) == ("error", 500)
    assert pox.read(post(service.address, request("jane@example.test")))[0] == "outlook"
    # the other protocols have no such words
    assert service.ask(JSON.replace("example", "unknown") + "ActiveSync").status == 404
    assert service.ask("/mail/config-v1.1.xml", host="autoconfig.unknown.test").status == 404


def test_a_schema_that_nobody_speaks_goes_before(start):
    """Of a domain that is not ours nothing else is told."""
    service = start(settings(autodiscover={"unknown_domain": "error"}))
    assert pox.read(post(service.address, request("jane@unknown.test", "x"))) == ("error", 500)
    assert pox.read(post(service.address, request("no address", "x"))) == ("error", 601)


# ---- redirects ----

@pytest.fixture(scope="module")
def redirecting(tmp_path_factory):
    domains = {"example.test": {}, "old.test": {"autodiscover": {"redirect": "Example.TEST"}, "services": []}}
    service = Service(tmp_path_factory.mktemp("redirect"), settings(domains=domains, autodiscover={"get": True}))
    yield service
    service.stop()


@pytest.mark.parametrize("address, target", [
    ("jane@old.test", "jane@example.test"), ("Jane+tag@OLD.test", "Jane+tag@example.test"), ("a&b@old.test", "a&b@example.test"),
])
def test_redirect(redirecting, address, target):
    kind, document = pox.read(post(redirecting.address, request(address)))
    assert (kind, document["action"], document["protocols"]) == ("outlook", "redirectAddr", [])
    assert f"<RedirectAddr>{target.replace('&', '&amp;')}</RedirectAddr>".encode() in post(redirecting.address, request(address)).body
    assert f"<Redirect>{target.replace('&', '&amp;')}</Redirect>".encode() in post(redirecting.address, mobile(address)).body


def test_a_redirect_leads_to_settings(redirecting):
    assert pox.read(post(redirecting.address, request("jane@example.test")))[1]["action"] == "settings"
    assert pox.read(post(redirecting.address, request("jane@old.test", OUTLOOK + "XX"))) == ("error", 601)
    assert redirecting.ask(PATH, host="autodiscover.old.test").status == 404


@pytest.mark.parametrize("domains, word", [
    ({"a.test": {"autodiscover": {"redirect": "a.test"}}}, "leads to the domain itself"),
    ({"a.test": {"autodiscover": {"redirect": "b.test"}}, "b.test": {"autodiscover": {"redirect": "c.test"}}}, "which leads on to c.test"),
    ({"a.test": {"autodiscover": {"redirect": "b.test"}}, "b.test": {"autodiscover": {"redirect": "a.test"}}}, "which leads on to a.test"),
    ({"a.test": {"autodiscover": {"redirect": "https://b.test"}}}, "is not a host name"),
])
def test_bad_redirects(start, domains, word):
    service = start(settings(domains=domains), start=False)
    done = run("check", "--config", service.config)
    assert done.returncode == 1 and word in done.stderr, done.stderr


# ---- who is offered ActiveSync ----

OUTLOOK_AGENT = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)"
PHONE = "Apple-iPhone14C2/2107.65"


@pytest.mark.parametrize("rules, agent, offered", [
    ({}, None, True),
    ({}, OUTLOOK_AGENT, True),
    ({"withhold_from": "outlook"}, OUTLOOK_AGENT, False),
    ({"withhold_from": ["nothing", "OUTLOOK 16"]}, OUTLOOK_AGENT, False),
    ({"withhold_from": ["Outlook"]}, PHONE, True),
    ({"withhold_from": ["Outlook"]}, None, True),
    ({"offer_to": ["iPhone", "Android"]}, PHONE, True),
    ({"offer_to": ["iPhone", "Android"]}, OUTLOOK_AGENT, False),
    ({"offer_to": ["iPhone"]}, None, False),
    ({"offer_to": ["Apple"], "withhold_from": ["iPhone"]}, PHONE, False),
])
def test_activesync(start, rules, agent, offered):
    """By both forms, and nothing else changes: the same client still finds its mail."""
    service = start(settings(autodiscover={"activesync": rules}))
    headers = [("User-Agent", agent)] if agent else []
    for _ in range(2):
        answer = post(service.address, mobile("jane@example.test"), headers=headers)
        assert pox.read(answer)[0] == "mobile" if offered else pox.read(answer) == ("error", 601)
        answer = service.ask(JSON + "ActiveSync", headers=headers)
        document = json.loads(answer.body)
        assert (answer.status, document.get("Url")) == ((200, EAS) if offered else (400, None))
        assert offered or document["ErrorMessage"].endswith("Supported values are 'AutodiscoverV1'")
    assert pox.read(post(service.address, request("jane@example.test"), headers=headers))[0] == "outlook"
