# SPDX-License-Identifier: Apache-2.0
"""PACC over HTTP: one document a domain, the same bytes for everybody, and the settings that change it (draft-ietf-mailmaint-pacc-03)."""
import base64
import hashlib
import json

import pytest

from harness.service import run
from harness.settings import IMPLICIT, STARTTLS, settings

PATH = "/.well-known/user-agent-configuration.json"
HOST = "ua-auto-config.example.test"
DAV = {"url": "https://dav.example.test/SOGo/dav/"}


def digest(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def test_document(service):
    answer = service.ask(PATH, host=HOST)
    assert (answer.status, answer["Content-Type"]) == (200, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Cache-Control"].startswith("public, max-age=")
    assert json.loads(answer.body) == {
        "authentication": {"password": True},
        "info": {"provider": {"name": "Example Mail", "shortName": "Example"}},
        "protocols": {
            "caldav": DAV, "carddav": DAV, "imap": {"host": "imap.example.test"}, "pop3": {"host": "pop.example.test"},
            "smtp": {"host": "smtp.example.test"}, "submit": {"host": "smtp.example.test"},
        },
    }
    assert answer.body == json.dumps(json.loads(answer.body), separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize("host, name", [
    (HOST, "Example Mail"), (HOST.upper(), "Example Mail"), (HOST + ":443", "Example Mail"), (HOST + ".", "Example Mail"),
    ("example.test", "Example Mail"), ("ua-auto-config.other.test", "Other Mail"), ("ua-auto-config.xn--bcher-kva.test", "Example Mail"),
    ("ua-auto-config.unknown.test", None), ("ua-auto-config", None), ("ua-auto-config.", None), ("unknown.test", None), ("192.0.2.1", None),
    ("ua-auto-config.starttls.test", None), ("mail.example.test", None),
])
def test_hosts(service, host, name):
    answer = service.ask(PATH, host=host)
    assert answer.status == (200 if name else 404)
    if name:
        assert json.loads(answer.body)["info"]["provider"]["name"] == name


@pytest.mark.parametrize("target, status", [
    (PATH + "?emailaddress=jane%40other.test", 200), (PATH + "?", 200), ("https://" + HOST + PATH, 200),
    ("/.well-known/user-agent-configuration", 404), (PATH.upper(), 404), (PATH + "/", 404), ("/.well-known/User-Agent-Configuration.json", 404),
])
def test_targets(service, target, status):
    """Nothing but the Host counts: what is typed changes no byte."""
    answer = service.ask(target, host=HOST)
    assert answer.status == status
    if status == 200:
        assert answer.body == service.ask(PATH, host=HOST).body


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("OPTIONS", 204), ("POST", 405), ("PUT", 405), ("PROPFIND", 405)])
def test_methods(service, method, status):
    answer = service.ask(PATH, host=HOST, method=method)
    assert answer.status == status
    if method == "HEAD":
        assert int(answer["Content-Length"]) == len(service.ask(PATH, host=HOST).body)
    else:
        assert answer.allow() == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("options", [{"version": "1.0"}, {"headers": [("Accept-Encoding", "gzip")]}, {"headers": [("X-Forwarded-Proto", "http")]}], ids=str)
def test_same_bytes_for_everybody(service, options):
    assert service.ask(PATH, host=HOST, **options).body == service.ask(PATH, host=HOST).body


def test_same_bytes_after_a_restart_and_in_every_worker(start):
    first = start(settings({"workers": 1}))
    second = start(settings({"workers": 4}))
    bodies = {service.ask(PATH, host=HOST).body for service in (first, second) for _ in range(16)}
    assert len(bodies) == 1


def test_not_modified(service):
    etag = service.ask(PATH, host=HOST)["ETag"]
    assert service.ask(PATH, host=HOST, headers=[("If-None-Match", etag)]).status == 304
    assert service.ask(PATH, host=HOST, headers=[("If-None-Match", '"x"')]).status == 200
    assert service.ask(PATH, host="ua-auto-config.other.test")["ETag"] != etag


def test_reload(start):
    """The old bytes until the new settings are there as a whole, then the new ones."""
    service = start(settings())
    old = service.ask(PATH, host=HOST)
    assert "smtp" in json.loads(old.body)["protocols"]
    service.reload(settings(pacc={"submission_keys": ["submit"]}) | {"server": service.settings["server"]})
    bodies = [old.body]

    def changed():
        bodies.append(service.ask(PATH, host=HOST).body)
        return bodies[-1] != old.body

    service.process.wait_for(changed, "the new document")
    assert set(bodies[:-1]) == {old.body}
    assert "smtp" not in json.loads(bodies[-1])["protocols"]
    assert service.ask(PATH, host=HOST, headers=[("If-None-Match", old["ETag"])]).status == 200


def test_catch_all_has_none(start):
    service = start(settings(domains={"example.test": {}, "*": {}}))
    assert service.ask(PATH, host="ua-auto-config.anything.test").status == 404
    assert service.ask(PATH, host=HOST).status == 200


def test_oauth2_alone(start):
    """The issuer to the letter, its last slash too."""
    issuer = "https://sso.example.test/realms/mail/"
    services = [{**service, "authentication": ["oauth2"]} for service in IMPLICIT[:3]]
    oauth2 = {"issuer": issuer, "authorization_url": issuer + "auth", "token_url": issuer + "token", "scope": "openid"}
    document = json.loads(start(settings(services=services, oauth2=oauth2)).ask(PATH, host=HOST).body)
    assert document["authentication"] == {"oauth-public": {"issuer": issuer}, "password": False}


# ---- what the operator is told ----

LOCAL_PART = [{**service, "username": "%EMAILLOCALPART%"} for service in IMPLICIT[:1]]
STARTTLS_BY_ADDRESS = [{**service, "username": "%EMAILADDRESS%"} for service in STARTTLS]


@pytest.mark.parametrize("domain, sections, status, words", [
    ({}, {}, 0, []),
    ({"services": LOCAL_PART}, {}, 1, ["error: example.test: imap: people do not log in with their address", "pacc: false"]),
    ({"services": LOCAL_PART, "pacc": False}, {}, 0, []),
    ({"services": LOCAL_PART}, {"pacc": {"enabled": False}}, 0, []),
    ({"services": STARTTLS_BY_ADDRESS}, {}, 0, ["left out: example.test: imap: ", "warning: example.test: PACC can say none of its services"]),
    ({"services": IMPLICIT[:2] + STARTTLS_BY_ADDRESS[1:]}, {}, 0, ["left out: example.test: submission: "]),
])
def test_check(start, domain, sections, status, words):
    service = start(settings(domains={"example.test": domain}, **sections), start=False)
    done = run("check", "--config", service.config)
    assert done.returncode == status, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("pacc: ")]
    assert len(said) >= len(words) and all(any(word in line for line in said) for word in words), done.stderr
    assert words or not said


def test_serve_says_why(start):
    service = start(settings(domains={"example.test": {"services": LOCAL_PART}}))
    assert service.ask(PATH, host=HOST).status == 404
    assert "domains have no PACC document" in service.log and "people do not log in with their address" in service.log
