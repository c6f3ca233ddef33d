# SPDX-License-Identifier: Apache-2.0
"""What a Mozilla document holds, from settings to bytes: names, logins, order, sections, and customers that are found by their MX record.

Which domain is asked for, and how: test_mozilla.py.  Documents of single accounts, whole: tests/protocols/golden/.
"""
import json
import subprocess
from xml.etree import ElementTree

import pytest

from harness.process import ROOT
from harness.service import Service, run
from harness.settings import settings

from . import mozilla
from .mozilla import PATH
from .pox import post, request

SCHEMA = ROOT / "tests" / "protocols" / "schema" / "autoconfig.rng"
HOST = "mail.example.org"
IMAP = {"type": "imap", "host": HOST}
POP3 = {"type": "pop3", "host": HOST}
SMTP = {"type": "submission", "host": HOST}
OAUTH2 = {"issuer": "https://sso.example.org/", "authorization_url": "https://sso.example.org/a", "token_url": "https://sso.example.org/t", "scope": "openid email"}


def show(directory, address="jane@example.org", domains=None, **sections):
    """(status, document, what was said) of one settings file; `show` goes the same way as a request."""
    path = directory / "settings.yaml"
    made = {"domains": domains or {"example.org": None}, "server": {"public_url": "https://autoconfig.example.org"}, **sections}
    path.write_text(json.dumps(made, ensure_ascii=False))
    done = run("show", address, "--protocol", "mozilla", "--config", path)
    return done.returncode, done.stdout, done.stderr


def document(directory, **sections):
    """A good document: its bytes are those that all readers take, and it is valid."""
    status, text, said = show(directory, **sections)
    assert status == 0, said
    assert text.startswith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig") and text.endswith("</clientConfig>\n")
    assert not {"\ufeff", "\r", "\t"} & set(text) and "<!" not in text and "xmlns" not in text
    valid = subprocess.run(["xmllint", "--noout", "--relaxng", SCHEMA, "-"], input=text, capture_output=True, text=True, timeout=20)
    assert valid.returncode == 0, valid.stderr
    return ElementTree.fromstring(text.encode())


# ---- names: limits count characters, not bytes; no blanks stand around a leaf's text ----

@pytest.mark.parametrize("name, short_name, refused", [
    ("n" * 60, "s" * 20, None),
    ("ü" * 60, "ß" * 20, None),
    ("😀" * 60, "😀" * 20, None),
    ("n" * 61, "s", "has 61 characters"),
    ("n", "s" * 21, "has 21 characters"),
    ("ü" * 61, "s", "has 61 characters"),
    ("Käse & <Wein> \"aus\" 'Köln'", "a&b", None),
    ("]]>", "<!--", None),
    ("", "s", "name"),
])
def test_names(tmp_path, name, short_name, refused):
    sections = {"services": [IMAP, SMTP], "provider": {"name": name, "short_name": short_name}}
    if refused:
        status, _, said = show(tmp_path, **sections)
        assert status == 1 and refused in said
        return
    provider = document(tmp_path, **sections).find("emailProvider")
    assert (provider.findtext("displayName"), provider.findtext("displayShortName")) == (name, short_name)


@pytest.mark.parametrize("name, shown", [("  Example  ", "Example"), ("\tExample", None)])
def test_blanks_around_a_name(tmp_path, name, shown):
    sections = {"services": [IMAP, SMTP], "provider": {"name": name}}
    if shown is None:
        assert show(tmp_path, **sections)[0] == 1
    else:
        assert document(tmp_path, **sections).findtext("emailProvider/displayName") == shown


@pytest.mark.parametrize("name", ["007", "1e5", "true", "FALSE", "12"])
def test_names_that_thunderbird_garbles(tmp_path, name):
    """It says so, and serves them: other readers do not mind."""
    status, text, said = show(tmp_path, services=[IMAP, SMTP], provider={"name": name})
    assert status == 0 and f"<displayName>{name}</displayName>" in text and "warning" in said


# ---- logins ----

@pytest.mark.parametrize("username, refused", [
    ("%EMAILADDRESS%", False), ("%EMAILLOCALPART%", False), ("%EMAILLOCALPART%@%EMAILDOMAIN%", False), ("DOM\\%EMAILLOCALPART%", False),
    ("a&b<%EMAILLOCALPART%>", False), ("münchen-%EMAILLOCALPART%", False), ("50%", False), ("", True), ("%EMAILADDRES%", True), ("a\nb", True),
])
def test_logins(tmp_path, username, refused):
    sections = {"services": [{**IMAP, "username": username}, SMTP]}
    if refused:
        assert show(tmp_path, **sections)[0] == 1
    else:
        assert document(tmp_path, **sections).findtext("emailProvider/incomingServer/username") == username


# ---- order and sections ----

CALENDAR = {"type": "caldav", "url": "https://dav.example.org/c/"}
CONTACTS = {"type": "carddav", "url": "https://dav.example.org/k/"}
FILES = {"type": "webdav", "url": "https://dav.example.org/f/"}
CHAT = {"type": "xmpp", "host": "x.example.org", "security": "starttls"}
CHAT_URL = {"type": "xmpp", "url": "wss://x.example.org/ws"}
SIEVE = {"type": "managesieve", "host": HOST}
JMAP = {"type": "jmap", "url": "https://j.example.org/session"}
EWS = {"type": "ews", "url": "https://e.example.org/EWS/Exchange.asmx"}
EAS = {"type": "activesync", "url": "https://e.example.org/eas"}
WEB = {"type": "webmail", "url": "https://w.example.org/"}

# services in the operator's order; element.type of the sections inside emailProvider, and behind it
SECTIONS = [
    ([SMTP, POP3, IMAP], "incomingServer.imap incomingServer.pop3 outgoingServer.smtp", ""),
    ([EAS, EWS, JMAP, SMTP, POP3, IMAP],
     "incomingServer.imap incomingServer.pop3 incomingServer.jmap incomingServer.ews incomingServer.activeSync outgoingServer.smtp", ""),
    ([IMAP, SMTP, {**IMAP, "port": 9993}, {**SMTP, "port": 9465}], "incomingServer.imap incomingServer.imap outgoingServer.smtp outgoingServer.smtp", ""),
    ([SIEVE, CHAT_URL, CHAT, FILES, CALENDAR, CONTACTS, WEB, IMAP, SMTP], "incomingServer.imap outgoingServer.smtp",
     "addressbook.carddav calendar.caldav fileShare.webdav chatServer.xmpp chatServer.xmpptcp setupServer.managesieve webMail"),
    ([POP3], "incomingServer.pop3", ""),
    ([SMTP], "outgoingServer.smtp", ""),
    ([EWS], "incomingServer.ews", ""),
    ([IMAP, SMTP, {"type": "ldap", "host": HOST}], "incomingServer.imap outgoingServer.smtp", ""),
]


def kinds(parent):
    """Elements that are a service, without what is only said about them."""
    others = {"domain", "displayName", "displayShortName", "documentation", "emailProvider", "oAuth2", "clientConfigUpdate"}
    return " ".join(".".join(filter(None, (element.tag, element.get("type")))) for element in parent if element.tag not in others)


@pytest.mark.parametrize("services, inside, behind", SECTIONS)
def test_sections(tmp_path, services, inside, behind):
    root = document(tmp_path, services=services)
    assert (kinds(root.find("emailProvider")), kinds(root)) == (inside, behind)


@pytest.mark.parametrize("services", [[], [CALENDAR], [WEB], [SIEVE]])
def test_nothing_inside_is_no_document(tmp_path, services):
    """404, not a document that would be taken for the last word."""
    status, text, _ = show(tmp_path, services=services)
    assert (status, text) == (1, "")


@pytest.mark.parametrize("warned, services", [
    ("without submission", [POP3]), ("without imap or pop3", [SMTP]), ("oauth2 alone", [{**IMAP, "authentication": ["oauth2"]}, SMTP]),
    ("Thunderbird for Android", [{**IMAP, "authentication": ["gssapi"]}, SMTP]), ("Apple devices", [{**IMAP, "port": 9993}, SMTP]),
])
def test_what_clients_will_not_like(tmp_path, warned, services):
    assert warned in show(tmp_path, services=services)[2]


@pytest.mark.parametrize("allowed, status", [(False, 1), (True, 0)])
def test_clear_text(tmp_path, allowed, status):
    sections = {"services": [{**IMAP, "security": "none"}, SMTP], "allow_cleartext": allowed}
    assert show(tmp_path, **sections)[0] == status
    if allowed:
        assert document(tmp_path, **sections).findtext("emailProvider/incomingServer/socketType") == "plain"


# ---- ways to log in ----

BOTH = ["oauth2", "password"]


@pytest.mark.parametrize("authentication, oauth2, words, has_block", [
    (["password"], None, ["password-cleartext"], False),
    (BOTH, OAUTH2, ["OAuth2", "password-cleartext"], True),
    (["password", "oauth2"], OAUTH2, ["password-cleartext", "OAuth2"], True),
    (["oauth2"], OAUTH2, ["OAuth2"], True),
    (BOTH, None, ["OAuth2", "password-cleartext"], False),
    (["password"], OAUTH2, ["password-cleartext"], False),
    (["gssapi", "password-encrypted", "password"], None, ["GSSAPI", "password-encrypted", "password-cleartext"], False),
])
def test_authentication(tmp_path, authentication, oauth2, words, has_block):
    sections = {"oauth2": oauth2} if oauth2 else {}
    root = document(tmp_path, services=[{**IMAP, "authentication": authentication}, SMTP], **sections)
    assert [element.text for element in root.findall("emailProvider/incomingServer/authentication")] == words
    block = root.find("oAuth2")
    assert (block is not None) == has_block
    if has_block:
        assert [(leaf.tag, leaf.text) for leaf in block] == [
            ("authURL", OAUTH2["authorization_url"]), ("tokenURL", OAUTH2["token_url"]), ("issuer", OAUTH2["issuer"]), ("scope", OAUTH2["scope"])]


@pytest.mark.parametrize("missing", ["issuer", "authorization_url", "token_url", "scope"])
def test_half_an_oauth2_block_is_refused(tmp_path, missing):
    oauth2 = {name: value for name, value in OAUTH2.items() if name != missing}
    status, _, said = show(tmp_path, services=[{**IMAP, "authentication": BOTH}, SMTP], oauth2=oauth2)
    assert status == 1 and f"{missing} must be there" in said


# ---- domains ----

@pytest.mark.parametrize("typed", ["jane@bücher.example", "jane@xn--bcher-kva.example", "jane@BÜCHER.example."])
def test_international_domain(tmp_path, typed):
    root = document(tmp_path, address=typed, domains={"bücher.example": None}, services=[{**IMAP, "host": "mail.%EMAILDOMAIN%"}, SMTP])
    provider = root.find("emailProvider")
    assert provider.get("id") == provider.findtext("domain") == "xn--bcher-kva.example"
    assert provider.findtext("incomingServer/hostname") == "mail.xn--bcher-kva.example"


def test_one_of_many_domains(tmp_path):
    """A provider of hundreds of domains names the asked one alone: the document stays small."""
    domains = {f"d{number}.example": None for number in range(600)}
    provider = document(tmp_path, address="jane@d300.example", domains=domains, services=[IMAP, SMTP]).find("emailProvider")
    assert [element.text for element in provider.findall("domain")] == ["d300.example"]


@pytest.mark.parametrize("title, descriptions", [
    (None, [("en", "How to set up mail programs")]),
    ("Help", [("en", "Help")]),
    ({"default": "Help", "de": "Hilfe", "pt-br": "Ajuda"}, [("en", "Help"), ("de", "Hilfe"), ("pt", "Ajuda")]),
])
def test_documentation(tmp_path, title, descriptions):
    documentation = {"url": "https://help.example.org/?a=1&b=2", **({"title": title} if title else {})}
    (found,) = document(tmp_path, services=[IMAP, SMTP], provider={"name": "Example", "documentation": documentation}).iter("documentation")
    assert found.get("url") == documentation["url"]
    assert [(element.get("lang"), element.text) for element in found] == descriptions


@pytest.mark.parametrize("public_url, domain, url", [
    ("https://autoconfig.example.org", "example.org", "https://autoconfig.example.org/mail/config-v1.1.xml"),
    ("https://autoconfig.example.org", "example.net", "https://autoconfig.example.org/v1.1/example.net"),
    ("https://a.hoster.example/base", "example.org", "https://a.hoster.example/base/v1.1/example.org"),
])
def test_where_the_document_is_had_again(tmp_path, public_url, domain, url):
    root = document(tmp_path, address=f"jane@{domain}", domains={domain: None}, services=[IMAP, SMTP], server={"public_url": public_url})
    assert root.find("clientConfigUpdate").get("url") == url


# ---- customers, by their MX record ----

HOSTER = {"hoster.test": {"mx": ["mailhost.test", "eu.mailhost.test"]}, "customer.test": {}}


@pytest.fixture(scope="module")
def hoster(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("hoster"), settings(domains=HOSTER))
    yield service
    service.stop()


@pytest.mark.parametrize("host, address, domain", [
    # Thunderbird sends the address, Thunderbird for Android does not
    ("autoconfig.mailhost.test", "jane@customer.test", "customer.test"),
    ("autoconfig.mailhost.test", "jane@unlisted.test", "hoster.test"),
    ("autoconfig.mailhost.test", None, "hoster.test"),
    ("autoconfig.eu.mailhost.test", None, "hoster.test"),
    ("autoconfig.hoster.test", "jane@unlisted.test", "hoster.test"),
    ("autoconfig.us.mailhost.test", None, None),
    ("mailhost.test", None, None),
    ("autoconfig.unlisted.test", "jane@mailhost.test", None),
    ("autoconfig.unlisted.test", "jane@unlisted.test", None),
])
def test_customers_by_mail_exchanger(hoster, host, address, domain):
    answer = hoster.ask(PATH + (f"?emailaddress={address.replace('@', '%40')}" if address else ""), host=host)
    assert answer.status == (200 if domain else 404)
    if domain:
        assert mozilla.read(answer)["id"] == domain


def test_exchangers_stand_behind_the_domain(hoster):
    (provider,) = ElementTree.fromstring(hoster.ask(PATH, host="autoconfig.hoster.test").body).findall("emailProvider")
    assert [(element.get("purpose"), element.text) for element in provider.findall("domain")] == [
        (None, "hoster.test"), ("mx", "eu.mailhost.test"), ("mx", "mailhost.test")]
    assert b"purpose" not in hoster.ask(PATH, host="autoconfig.customer.test").body


def test_an_exchanger_is_no_mail_domain(hoster):
    """Nobody's address is there: no profile, and no answer of Autodiscover's."""
    assert post(hoster.address, request("jane@mailhost.test")).status == 404
    assert hoster.ask("/mobileconfig?emailaddress=jane%40mailhost.test", host="autoconfig.mailhost.test").status == 404
