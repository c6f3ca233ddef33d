# SPDX-License-Identifier: Apache-2.0
"""PACC at its edges, as far as no other table has them.

Hosts, targets, methods, the same bytes for everybody, reload: test_pacc.py.  Which services are said, and the texts: tests/protocols/test_pacc.c.
The digest and its record, and the other records of a domain: test_dns.py.
"""
import json

import pytest

from harness.service import run
from harness.settings import IMPLICIT, settings

from .test_pacc import HOST, PATH

MAIL = [{**service, "authentication": ["oauth2", "password"]} for service in IMPLICIT[:3]]
STRING, OBJECT = str, dict

# every member that a document may have, with its type; what is in no row is in no document (draft-03 section 4)
TYPES = {
    "authentication": OBJECT, "authentication.password": bool, "authentication.oauth-public": OBJECT, "authentication.oauth-public.issuer": STRING,
    "info": OBJECT, "info.provider": OBJECT, "info.provider.name": STRING, "info.provider.shortName": STRING, "info.provider.logo": list,
    "info.help": OBJECT, "info.help.documentation": STRING, "info.help.developer": STRING, "info.help.contact": list, "protocols": OBJECT,
    **{f"protocols.{name}": OBJECT for name in ("imap", "pop3", "submit", "smtp", "jmap", "caldav", "carddav", "webdav", "managesieve")},
    **{f"protocols.{name}.host": STRING for name in ("imap", "pop3", "submit", "smtp", "managesieve")},
    **{f"protocols.{name}.url": STRING for name in ("jmap", "caldav", "carddav", "webdav")},
}
NEEDED = {"authentication", "authentication.password", "info", "info.provider", "info.provider.name", "protocols"}


def members(document, prefix=""):
    for name, value in document.items():
        yield prefix + name, value
        if isinstance(value, dict):
            yield from members(value, f"{prefix}{name}.")


def issue(issuer):
    return {"issuer": issuer, "authorization_url": "https://sso.example.test/a", "token_url": "https://sso.example.test/t", "scope": "openid"}


EVERYTHING = [*MAIL, *IMPLICIT[3:], {"type": "jmap", "url": "https://j.example.test/s"}, {"type": "webdav", "url": "https://w.example.test/f/"}]
TEXTS = {"name": "Käse \"&\" </b> \\ \u2028 \U0001f4ec", "short_name": "ß" * 20, "documentation": "https://help.example.test/?a=b",
         "logo": {"url": "https://www.example.test/logo.svg"}}


@pytest.mark.parametrize("sections", [
    {}, {"services": MAIL, "oauth2": issue("https://sso.example.test/")}, {"services": EVERYTHING, "oauth2": issue("https://sso.example.test/"), "provider": TEXTS},
    {"services": MAIL[:1], "provider": {"name": "n" * 60}}, {"pacc": {"submission_keys": ["submit"]}},
], ids=["plain", "oauth2", "everything", "little", "one key"])
def test_types(start, sections):
    body = start(settings(domains={"example.test": {}}, **sections)).ask(PATH, host=HOST).body
    found = dict(members(json.loads(body)))
    assert {name: type(value) for name, value in found.items()} == {name: TYPES[name] for name in found}
    assert NEEDED <= set(found) and all(value for value in found.values() if not isinstance(value, bool))
    assert b"\\/" not in body and "\u2028" not in body.decode() and b": " not in body.replace(b"https://", b"")


# issuers are compared letter by letter: what has two spellings, or no place in one, is refused where it is written
@pytest.mark.parametrize("issuer, refused", [
    ("https://sso.example.test", False), ("https://sso.example.test/realms/mail/", False), ("https://sso.example.test/a%20b", False),
    ("https://sso.example.test/?a=b", True), ("https://sso.example.test/#a", True), ("https://jane@sso.example.test/", True),
    ("https://sso.example.test/a/../b", True), ("https://sso.example.test/%61", True), ("http://sso.example.test/", True), ("sso.example.test", True),
])
def test_issuers(start, issuer, refused):
    service = start(settings(services=MAIL, oauth2=issue(issuer), domains={"example.test": {}}), start=False)
    assert run("check", "--config", service.config).returncode == (1 if refused else 0)
    if not refused:
        service.start()
        assert json.loads(service.ask(PATH, host=HOST).body)["authentication"]["oauth-public"] == {"issuer": issuer}


@pytest.mark.parametrize("provider, refused", [
    ({"name": "n" * 60, "short_name": "s" * 20}, False), ({"name": "😀" * 60, "short_name": "ß" * 20}, False), ({"name": "n" * 61}, True),
    ({"name": "n", "short_name": "s" * 21}, True), ({"name": "a\0b"}, True), ({"name": "a\x01b"}, True), ({"name": "a\nb"}, True), ({"name": "a\\b\"c"}, False),
])
def test_names(start, provider, refused):
    service = start(settings(provider=provider, domains={"example.test": {}}), start=False)
    assert run("check", "--config", service.config).returncode == (1 if refused else 0)
    if not refused:
        service.start()
        said = json.loads(service.ask(PATH, host=HOST).body)["info"]["provider"]
        assert (said["name"], said.get("shortName")) == (provider["name"], provider.get("short_name"))


@pytest.mark.parametrize("host, status", [
    ("UA-AUTO-CONFIG.EXAMPLE.TEST.:443", 200), ("ua-auto-config.ua-auto-config.example.test", 404), ("ua-auto-config.sub.example.test", 404),
    ("ua-auto-config.bücher.test", 200), ("", 404), ("[::1]", 404), ("a b", 400), ("ua-auto-config.example.test/x", 400),
])
def test_hosts(service, host, status):
    assert service.ask(PATH, host=host.encode().decode("latin-1")).status == status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_gzip_and_conditions_together(service, method, version):
    """Never compressed, since its digest is that of what is sent; so one tag for all."""
    plain = service.ask(PATH, host=HOST)
    headers = [("Accept-Encoding", "gzip")]
    packed = service.ask(PATH, host=HOST, headers=headers, method=method, version=version)
    assert (packed["ETag"], packed["Content-Encoding"], packed["Content-Length"]) == (plain["ETag"], None, str(len(plain.body)))
    again = service.ask(PATH, host=HOST, headers=[*headers, ("If-None-Match", "W/" + plain["ETag"])], method=method, version=version)
    assert (again.status, again["ETag"]) == (304, plain["ETag"])
