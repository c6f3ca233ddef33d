# SPDX-License-Identifier: Apache-2.0
"""QR codes as a camera sees them, and links into other apps."""
import re
from urllib.parse import unquote, urlsplit

import pytest

from harness.browser import PHONE, scan

from .thunderbird_code import Refused, read
from .visit import ADDRESS, open_all, values, visit

PAGE, CODE = "aside .qr", "#android .qr"
SCHEMES = ["light", "dark"]
DAV_LINK = re.compile(r"davx5://(?P<user>(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)@(?P<host>[a-z0-9.-]+)(?::\d+)?/\S*")


# ---- our own reader ----

GOOD = '[1,[1,1],[0,"imap.example.com",993,3,1,"jane"],[[[0,"smtp.example.com",465,3,1,"jane"],["jane@example.com","Jane Doe"]]]]'


def test_reader_takes_the_example():
    ((incoming, ((outgoing, identities),)),) = read(GOOD)
    assert (incoming["host"], incoming["port"], outgoing["host"], identities) == ("imap.example.com", 993, "smtp.example.com", [("jane@example.com", "Jane Doe")])


@pytest.mark.parametrize("old, new", [
    ("[1,[", "[2,["), ("[1,[", '["1",['), ("[1,1]", "[1,2]"), ("993", "0"), ("993", "65536"), ("993", '"993"'), ("993", "true"), ("993,3,1", "993,3,3"),
    ("993,3,1", "993,3,4"), ("993,3", "993,1"), ("[0,\"imap", "[2,\"imap"), ("[[[0,", "[[[1,"), ('1,"jane"]', '1,"jane",null]'), ('"Jane Doe"', "null"),
    ("Doe", "\\n"), ("jane@example.com", "jane"), ("imap.example.com", "imäp.example.com"), ('["jane@example.com","Jane Doe"]', "[]"), ("]]]]", "]]]")])
def test_reader_refuses(old, new):
    with pytest.raises(Refused):
        read(GOOD.replace(old, new, 1))


# ---- the page for the phone ----

@pytest.mark.parametrize("scheme", SCHEMES)
def test_page_code(browser, phone, site, scheme, tmp_path):
    """From the desk's screen to a phone that was never here: the same settings, and nothing typed."""
    browser.look(prefers_color_scheme=scheme)
    visit(browser, site.url)
    url = scan(browser.find(PAGE), tmp_path / "qr.png")
    assert url and "jane" not in url
    phone.open(url)
    assert phone.status() == 200 and values(phone) == values(browser) and ADDRESS in phone.text()
    assert not [request for request in phone.requests() if "jane" in request["url"]]


def test_page_code_of_a_person(browser, phone, people, tmp_path):
    browser.open(people.link("anna@example.test"))
    phone.open(scan(browser.find(PAGE), tmp_path / "qr.png"))
    assert "Анна Müller 🌻" in phone.text() and values(phone) == values(browser)
    assert values(phone)["Receiving mail (IMAP)"]["User name"] == "a.mueller"


def test_no_code_for_the_phone_on_the_phone(browser, site):
    browser.resize(PHONE)
    visit(browser, site.url)
    assert not browser.find(PAGE).is_displayed()


# ---- Thunderbird's code ----

def server(kind, host, port, security, auth, user):
    return {"type": kind, "host": host, "port": port, "security": security, "auth": auth, "user": user}


CODES = [
    (ADDRESS, server("imap", "imap.example.test", 993, "tls", "password", ADDRESS), server("smtp", "smtp.example.test", 465, "tls", "password", ADDRESS)),
    ("jane@starttls.test", server("imap", "mail.starttls.test", 143, "starttls", "password", "jane"),
     server("smtp", "mail.starttls.test", 587, "starttls", "password", "jane")),
    ("jane@pop.test", server("pop3", "pop.example.test", 995, "tls", "password", "jane@pop.test"),
     server("smtp", "smtp.example.test", 465, "tls", "password", "jane@pop.test")),
    ("jane@oauth2.test", server("imap", "imap.example.test", 993, "tls", "oauth2", "jane@oauth2.test"),
     server("smtp", "smtp.example.test", 465, "tls", "oauth2", "jane@oauth2.test")),
]


def code_of(browser, tmp_path):
    open_all(browser)
    ((incoming, ((outgoing, identities),)),) = read(scan(browser.find(CODE), tmp_path / "qr.png"))
    return incoming, outgoing, identities


@pytest.mark.parametrize("address, incoming, outgoing", CODES)
def test_thunderbird_code(browser, site, tmp_path, address, incoming, outgoing):
    """A stranger's has no name."""
    visit(browser, site.url, address)
    assert code_of(browser, tmp_path) == (incoming, outgoing, [(address, "")])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_thunderbird_code_of_a_person(browser, people, tmp_path, scheme):
    """Another login, and a name in other letters."""
    browser.look(prefers_color_scheme=scheme)
    browser.open(people.link("anna@example.test"))
    incoming, outgoing, identities = code_of(browser, tmp_path)
    assert (incoming["user"], outgoing["user"], identities) == ("a.mueller", "a.mueller", [("anna@example.test", "Анна Müller 🌻")])


def test_international_domain(browser, site, tmp_path):
    """The app's reader takes ASCII: the address goes along in its A-label, and is the same to every server."""
    visit(browser, site.url, "jane@bücher.test")
    assert code_of(browser, tmp_path)[2] == [("jane@xn--bcher-kva.test", "")]


def test_none_that_the_app_would_refuse(browser, site):
    visit(browser, site.url, "jane@kerberos.test")
    open_all(browser)
    assert not browser.find_all(CODE) and "Scan QR code" not in browser.find("#android").text


def test_codes_in_forced_colors(browser, site, tmp_path):
    """Black on white stays, or no camera reads them."""
    browser.look(prefers_color_scheme="dark", forced_colors="active")
    visit(browser, site.url)
    assert code_of(browser, tmp_path)[0]["host"] == "imap.example.test"


# ---- DAVx⁵ ----

@pytest.mark.parametrize("address, links", [
    (ADDRESS, {"Calendar and contacts in DAVx⁵": "davx5://jane%40example.test@dav.example.test/SOGo/dav/"}),
    ("jane@pale.test", {"Calendar in DAVx⁵": "davx5://jane%40pale.test@dav.example.test:8443/cal/jane%40pale.test/",
                        "Contacts in DAVx⁵": "davx5://jane%40pale.test@cards.example.test/"}),
    ("jane@starttls.test", {})])
def test_dav_links(browser, site, address, links):
    visit(browser, site.url, address)
    open_all(browser)
    found = {link.text: link.get_dom_attribute("href") for link in browser.find_all("#android a.button")}
    assert found == links
    for url in found.values():
        parts = DAV_LINK.fullmatch(url)
        assert parts and unquote(parts["user"]) == address and not urlsplit(url).password and "#" not in url
