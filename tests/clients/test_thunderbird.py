# SPDX-License-Identifier: Apache-2.0
"""Thunderbird's own account set-up against the service behind nginx, one way of finding it at a time."""
import pytest

AUTOCONFIG = pytest.mark.client("Thunderbird", "autoconfig")
AUTODISCOVER = pytest.mark.client("Thunderbird", "Autodiscover, Outlook schema")


def server(kind, hostname, port, socket_type, username, auth="password-cleartext"):
    return {"type": kind, "hostname": hostname, "port": port, "socketType": socket_type, "auth": auth, "username": username}


def everything(address):
    return {
        "incoming": server("imap", "imap.example.test", 993, "SSL", address),
        "alternatives": [server("pop3", "pop.example.test", 995, "SSL", address)],
        "outgoing": server("smtp", "smtp.example.test", 465, "SSL", address),
    }


@AUTOCONFIG
@pytest.mark.parametrize("address, way", [
    ("jane@example.test", "autoconfig host"),
    ("Jane+Tag@example.test", "autoconfig host"),
    ("jane@wellknown.test", "well-known path"),
    ("jane@plain.test", "plain http"),
    ("jane@hosted.test", "MX record"),
])
def test_autoconfig(thunderbird, saw, address, way):
    found = thunderbird.find(address)
    assert found["found"], way
    assert found["source"] == "xml" and found["displayName"] == "Example Mail"
    assert {key: found[key] for key in ("incoming", "alternatives", "outgoing")} == everything(address)
    saw(thunderbird.version, way, ["displayName", *found["incoming"]])


@AUTOCONFIG
def test_starttls_and_local_part(thunderbird, saw):
    found = thunderbird.find("jane@starttls.test")
    assert found["incoming"] == server("imap", "mail.starttls.test", 143, "STARTTLS", "jane")
    assert found["outgoing"] == server("smtp", "mail.starttls.test", 587, "STARTTLS", "jane")
    saw(thunderbird.version, "autoconfig host", found["incoming"])


WAYS = {"exchange-from-url1": "autodiscover host", "exchange-from-url3": "redirect from plain http", "exchange-from-srv": "SRV record"}


@AUTODISCOVER
@pytest.mark.parametrize("address, password, way, asked", [
    ("jane@discover.test", None, "exchange-from-url1", None),
    ("jane@discover.test", "secret", "exchange-from-url1", None),
    # The http name sends the POST on to our https name: no question, since no credentials go along.
    ("jane@redirect.test", "secret", "exchange-from-url3", None),
    # A host of another domain, out of DNS: Thunderbird asks the person, as it must.
    ("jane@service.test", "secret", "exchange-from-srv", "example.test"),
])
def test_autodiscover(thunderbird, saw, address, password, way, asked):
    """Where no name answers autoconfig; a password typed already is offered to every https candidate."""
    found = thunderbird.find(address, password)
    assert found["found"] and (found["subSource"], found["asked"]) == (way, asked)
    assert {key: found[key] for key in ("incoming", "alternatives", "outgoing")} == everything(address)
    saw(thunderbird.version, WAYS[way], found["incoming"])


@pytest.mark.parametrize("address", ["jane@unknown.test", "jane@nowhere.test"])
def test_nothing_to_find(thunderbird, address):
    """A foreign domain: no settings, and above all no question for a password."""
    assert thunderbird.find(address, "secret") == {"found": False, "asked": None}


@AUTOCONFIG
def test_account_window(thunderbird, saw):
    """What a person sees."""
    assert thunderbird.account_window("Jane Doe", "jane@example.test") == {
        "incomingHost": "imap.example.test", "incomingPort": "993", "outgoingHost": "smtp.example.test", "outgoingPort": "465",
        "sharedUsername": "jane@example.test", "sharedSocketType": "SSL/TLS",
    }
    saw(thunderbird.version, "account window", [])


def test_nobody_was_written_down(thunderbird, site, service):
    thunderbird.find("hidden.person@example.test", "secret")
    assert "/mail/config-v1.1.xml" in site.access_log
    for log in (site.logs(), service.log):
        assert "hidden.person" not in log and "Authorization" not in log and "secret" not in log
