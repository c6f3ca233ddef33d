# SPDX-License-Identifier: Apache-2.0
"""In automx2's place: its database as it stands, on every kind of database and of every age, and its paths."""
import json
import plistlib
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from harness.automx2 import AGES, Automx2Sqlite, automx2
from harness.service import run
from harness.settings import PUBLIC

from . import mozilla, pox

PASSWORD, ENCRYPTED = ["password-cleartext"], ["password-encrypted"]
ADDRESS, LOCAL = "%EMAILADDRESS%", "%EMAILLOCALPART%"

IMAP = ("imap", "imap.example.test", "993", "SSL", ADDRESS, PASSWORD)
IMAP2 = ("imap", "imap2.example.test", "143", "STARTTLS", LOCAL, PASSWORD)
POP = ("pop3", "pop.example.test", "995", "SSL", ADDRESS, ENCRYPTED)
SMTP = ("smtp", "smtp.example.test", "465", "SSL", ADDRESS, PASSWORD)
GOOD = ("imap", "good.example.test", "993", "SSL", ADDRESS, PASSWORD)
DAV = [("addressbook", "carddav", "https://dav.example.test:8443/card/%EMAILADDRESS%/"),
       ("calendar", "caldav", "https://dav.example.test/cal/%EMAILADDRESS%/")]

# domain: incoming, outgoing, the rest.  By prio, then by id; an age without prio by id alone.
EXPECTED = {
    "example.test": ([IMAP2, IMAP, POP], [SMTP], DAV),
    "second.test": ([("imap", "mail.second.test", "993", "SSL", "%EMAILLOCALPART%@mail.%EMAILDOMAIN%", ["OAuth2"])],
                    [("smtp", "second.test.mx.example.test", "587", "STARTTLS", ADDRESS, ["NTLM"])],
                    [("calendar", "caldav", "https://dav.second.test/cal/")]),
    "odd.test": ([GOOD], [("smtp", "good.example.test", "465", "SSL", ADDRESS, ["none"])], []),
    "xn--bcher-kva.test": ([GOOD], [SMTP], []),
    "people.test": ([IMAP], [SMTP], []),
}
NOT_SERVED = ["serverless.test", "none.test", "unknown.test", "example.com"]


def expected(domain, age):
    incoming, outgoing, others = EXPECTED[domain]
    if "prio" in AGES[age] and domain == "example.test":
        incoming = [IMAP, IMAP2, POP]
    return incoming, outgoing, [] if "davserver" in AGES[age] else others


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def make(request, tmp_path):
    """make(age, …): the same tables and rows in each kind of database."""
    return automx2(request.param, request, tmp_path)


def settings_of(url, **directory):
    return {"server": {"public_url": PUBLIC, "workers": 1, "drain": "200ms"}, "directory": {"url": url, "schema": "automx2", **directory}}


def write(tmp_path, settings):
    config = tmp_path / "automx2.yaml"
    config.write_text(json.dumps(settings))
    return config


def autoconfig(service, address, **options):
    return service.ask(f"{mozilla.PATH}?emailaddress={quote(address)}", host="autoconfig.example.org", **options)


@pytest.mark.parametrize("age", AGES)
def test_documents(start, make, age):
    service = start(settings_of(make(age).url))
    for domain in EXPECTED:
        read = mozilla.read(autoconfig(service, f"jane@{domain}"))
        assert read["domains"] == [domain], "the asked domain alone, not all of its provider"
        assert (read["incoming"], read["outgoing"], read["others"]) == expected(domain, age), domain
    for domain in NOT_SERVED:
        assert autoconfig(service, f"jane@{domain}").status == 404, domain


def test_names(start, make):
    service = start(settings_of(make().url))
    root = ElementTree.fromstring(autoconfig(service, "jane@example.test").body)
    assert (root.findtext("*/displayName"), root.findtext("*/displayShortName")) == ("Example Mail", "Example")
    root = ElementTree.fromstring(autoconfig(service, "jane@odd.test").body)
    assert root.findtext("*/displayName") == "A provider whose name is so long that no document may show a"
    assert root.findtext("*/displayShortName") == "Thirty-two character"


def test_rows_that_make_no_sense_are_named_once(start, make):
    service = start(settings_of(make().url))
    service.process.wait_for(lambda: "odd.example.test" in service.log or service.log.count("makes no sense") >= 6, "the complaints")
    lines = [json.loads(line) for line in service.log.splitlines() if "makes no sense" in line]
    found = {(line["domain"], line["column"], line["value"]) for line in lines}
    assert found >= {("odd.test", "type", "INVALID"), ("odd.test", "port", "0"), ("odd.test", "host", "%EMAILLOCALPART%.mail.example.test"),
                     ("odd.test", "authentication", "magic"), ("odd.test", "security", "none"),
                     ("odd.test", "url", "http://dav.example.test/plain/")}
    assert len(lines) == len(found), "each once"


def test_cleartext_where_it_is_allowed(start, make):
    service = start({**settings_of(make().url), "allow_cleartext": True})
    read = mozilla.read(autoconfig(service, "jane@odd.test"))
    assert ("pop3", "odd.example.test", "110", "plain", ADDRESS, PASSWORD) in read["incoming"]
    assert read["others"] == [("calendar", "caldav", "http://dav.example.test/plain/")]


def test_outlook(start, make):
    """STARTTLS as both readings of the schema need it; DAV URLs with the address in them."""
    service = start(settings_of(make().url))
    kind, read = pox.read(pox.post(service.address, pox.request("jane@example.test")))
    by_type = {protocol["Type"]: protocol for protocol in read["protocols"]}
    assert kind == "outlook" and by_type["SMTP"]["Server"] == "smtp.example.test"
    assert by_type["CalDAV"]["Server"] == "https://dav.example.test/cal/jane%40example.test/"


def test_profile(start, make, authority):
    """The spelling password-cleartext made automx2 refuse its profile."""
    service = start({**settings_of(make().url), "profiles": {"organization": "Example", "identifier": "test.example.autoconfig"}})
    plist = plistlib.loads(service.ask("/mobileconfig/?emailaddress=jane@example.test").body)
    (mail,) = [payload for payload in plist["PayloadContent"] if payload["PayloadType"] == "com.apple.mail.managed"]
    assert (mail["IncomingMailServerHostName"], mail["IncomingMailServerAuthentication"]) == ("imap2.example.test", "EmailAuthPassword")
    assert mail["IncomingMailServerUsername"] == "jane"
    (card,) = [payload for payload in plist["PayloadContent"] if payload["PayloadType"] == "com.apple.carddav.account"]
    assert (card["CardDAVHostName"], card["CardDAVPort"], card["CardDAVUseSSL"]) == ("dav.example.test", 8443, True)


FORM = [("Content-Type", "text/xml")]

# automx2's methods and paths, and what we answer: the same where it was right, an honest status where it was not.
PATHS = [
    ("GET", "/mail/config-v1.1.xml?emailaddress=jane@example.test", b"", 200),
    ("HEAD", "/mail/config-v1.1.xml?emailaddress=jane@example.test", b"", 200),
    ("OPTIONS", "/mail/config-v1.1.xml", b"", 204),
    ("GET", "/mail/config-v1.1.xml?emailaddress=jane@EXAMPLE.test", b"", 200),
    ("GET", "/mail/config-v1.1.xml?emailaddress=a+b@example.test", b"", 200),
    ("GET", "/mail/config-v1.1.xml?emailaddress=jane@unknown.test", b"", 404),
    ("GET", "/mail/config-v1.1.xml?emailaddress=jane", b"", 404),
    ("GET", "/mail/config-v1.1.xml?emailaddress=", b"", 404),
    ("GET", "/mail/config-v1.1.xml", b"", 404),
    ("POST", "/mail/config-v1.1.xml?emailaddress=jane@example.test", b"", 405),
    ("GET", "/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=jane@example.test", b"", 200),
    ("POST", "/autodiscover/autodiscover.xml", pox.request("jane@example.test"), 200),
    ("POST", "/AutoDiscover/AutoDiscover.xml", pox.request("jane@example.test"), 200),
    ("POST", "/Autodiscover/Autodiscover.xml", pox.request("jane@example.test"), 200),
    ("POST", "/autodiscover/autodiscover.xml", pox.request("jane@unknown.test"), 404),
    ("POST", "/autodiscover/autodiscover.xml", b"<Autodiscover", 200),
    ("POST", "/autodiscover/autodiscover.xml", b"", 200),
    ("GET", "/autodiscover/autodiscover.xml", b"", 405),
    ("GET", "/mobileconfig/?emailaddress=jane@example.test", b"", 200),
    ("GET", "/mobileconfig?emailaddress=jane@example.test", b"", 200),
    ("HEAD", "/mobileconfig/?emailaddress=jane@example.test", b"", 200),
    ("GET", "/mobileconfig/?emailaddress=jane@example.test&name=Jane&password=x", b"", 200),
    ("GET", "/mobileconfig/?emailaddress=jane@unknown.test", b"", 404),
    ("GET", "/mobileconfig/", b"", 400),
    ("GET", "/mobileconfig/?emailaddress=jane", b"", 400),
    ("GET", "/initdb/", b"", 404),
    ("HEAD", "/initdb/", b"", 404),
    ("GET", "/initdb", b"", 404),
    ("POST", "/initdb/", b"{}", 404),
    ("DELETE", "/initdb/", b"", 404),
]


def test_its_paths(start, make):
    database = make()
    service = start({**settings_of(database.url), "profiles": {"organization": "Example", "identifier": "test.example.autoconfig"}})
    for method, target, body, status in PATHS:
        answer = service.ask(target, method=method, body=body, headers=FORM if body.startswith(b"<") else (), host="autoconfig.example.org")
        assert answer.status == status, (method, target, answer.status)
        assert not answer["Location"], (method, target)
    error = pox.post(service.address, b"<Autodiscover")
    assert pox.read(error) == ("error", 600)


def test_words_of_a_stranger_are_not_signed(start, make):
    service = start({**settings_of(make().url), "profiles": {"organization": "Example", "identifier": "test.example.autoconfig"}})
    plain = service.ask("/mobileconfig/?emailaddress=jane@example.test").body
    assert service.ask("/mobileconfig/?emailaddress=jane@example.test&name=Your%20Bank&password=hunter2").body == plain


def test_a_change_is_seen(start, tmp_path):
    database = Automx2Sqlite(tmp_path)
    service = start(settings_of(database.url))
    database.sql("UPDATE server SET name = 'new.example.test' WHERE id = 3")
    service.process.wait_for(lambda: b"new.example.test" in autoconfig(service, "jane@example.test").body, "the change", 5)


def test_check(make, tmp_path):
    done = run("check", "--config", write(tmp_path, settings_of(make().url)))
    assert done.returncode == 0, done.stderr
    assert "8 domains, 2 providers, 13 servers, 4 davservers, 1 ldapservers; 7 domains are served" in done.stderr


def test_check_of_no_such_tables(tmp_path):
    done = run("check", "--config", write(tmp_path, settings_of(Automx2Sqlite(tmp_path, "2026", "DROP TABLE server;").url)))
    assert done.returncode == 1 and "no such table: server" in done.stderr
