# SPDX-License-Identifier: Apache-2.0
"""A stranger learns nothing about who has a mailbox: bytes, status, headers and look-ups are the same either way."""
import plistlib
import re

import pytest

from harness.directory import PEOPLE, Sqlite
from harness.settings import with_directory

from . import pox
from .mozilla import PATH as AUTOCONFIG
from .pox import mobile, post, request

LOOKUPS = "carbone_directory_lookups_total"


def questions(service, address):
    """Every anonymous question there is, as (name, answer)."""
    quoted = address.replace("@", "%40")
    domain = address.split("@")[1]
    return [
        ("autoconfig", service.ask(f"{AUTOCONFIG}?emailaddress={quoted}", host=f"autoconfig.{domain}")),
        ("outlook", post(service.address, request(address))),
        ("mobilesync", post(service.address, mobile(address))),
        ("error", post(service.address, request(address, "urn:x"))),
        ("profile", service.ask(f"/mobileconfig?emailaddress={quoted}")),
    ]


def normalised(name, answer, address):
    """All of an answer but for the address, the moment, and what is derived from them."""
    volatile = {"date", "content-length", "etag"}
    headers = [header for header in answer.headers if header[0].lower() not in volatile]
    body = answer.body.replace(address.encode(), b"ADDRESS").replace(address.replace("@", "%40").encode(), b"ADDRESS")
    body = re.sub(rb'Time="\d\d:\d\d:\d\d\.\d{7}"', b'Time="MOMENT"', body)
    if name == "profile":
        plist = plistlib.loads(body)
        for payload in [plist, *plist["PayloadContent"]]:
            del payload["PayloadUUID"], payload["PayloadIdentifier"]
        body = plistlib.dumps(plist)
    return name, answer.status, headers, body


def test_existing_or_not(start, directory):
    service = start(with_directory(directory))
    stranger = {domain: [normalised(name, answer, f"nobody-here@{domain}") for name, answer in questions(service, f"nobody-here@{domain}")]
                for domain in ("example.test", "second.test", "alias.test")}
    for address in PEOPLE:
        mine = [normalised(name, answer, address) for name, answer in questions(service, address)]
        assert mine == stranger[address.split("@")[1]], address
    everything = b"".join(answer.body for address in PEOPLE for _, answer in questions(service, address))
    for word in (b"Jane", b"jdoe", b"imap9", b"Doe", b"Joe Second"):
        assert word not in everything
    assert service.metric(LOOKUPS) == 0


def test_unknown_domains_never_reach_the_database(start, directory):
    service = start(with_directory(directory))
    for name, answer in questions(service, "jane@unknown.test"):
        assert answer.status == 404, name
    assert service.metric(LOOKUPS) == 0


@pytest.mark.parametrize("address, login, host", [
    ("jane@example.test", "jdoe", "imap9.example.test"),
    ("JANE@Example.test", "jdoe", "imap9.example.test"),
    ("info@example.test", "jdoe", "imap9.example.test"),
    ("jane@alias.test", "jdoe", "imap9.example.test"),
    ("team@example.test", "team@example.test", "imap.example.test"),
    ("nobody-here@example.test", "nobody-here@example.test", "imap.example.test"),
    ("joe@second.test", "joe@second.test", "imap.second.test"),
])
def test_reveal(start, directory, address, login, host):
    """Where the operator accepts it, the row's login and hosts are announced; the name never is."""
    service = start(with_directory(directory, reveal=["login", "hosts"]))
    answer = post(service.address, request(address))
    _, document = pox.read(answer)
    imap = document["protocols"][0]
    assert (imap["LoginName"], imap["Server"]) == (login, host)
    assert b"Jane Doe" not in answer.body and document["address"] == address
    assert service.metric(LOOKUPS) == 1


@pytest.mark.parametrize("reveal, types", [([], ["IMAP", "SMTP"]), (["login"], ["IMAP", "SMTP"]), (["switches"], ["SMTP"])])
def test_reveal_switches(start, directory, reveal, types):
    """A service that is switched off for one person is not announced to her, where that may be told."""
    directory.sql("INSERT INTO carbone_mailbox (address, domain, imap_enabled) VALUES ('noimap@example.test', 'example.test', FALSE);")
    service = start(with_directory(directory, reveal=reveal))
    _, document = pox.read(post(service.address, request("noimap@example.test")))
    assert [protocol["Type"] for protocol in document["protocols"]] == types


def test_reveal_is_said_at_the_start(start, tmp_path):
    service = start(with_directory(Sqlite(tmp_path), reveal=["login"]))
    assert "reveal" in service.log


@pytest.mark.parametrize("reveal, warned", [([], True), (["hosts"], True), (["login"], False)])
def test_hidden_logins_are_said_at_the_start(start, directory, reveal, warned):
    """Once; what is read later, like a new domain, comes after it."""
    service = start(with_directory(directory, reveal=reveal, refresh="1s"))
    words = "login is not their address"
    if warned:
        service.process.wait_for(lambda: words in service.log, words)
    directory.sql("INSERT INTO carbone_domain (name) VALUES ('late.test');")
    service.process.wait_for(lambda: service.ask("/v1.1/late.test").status == 200, "the new domain")
    assert service.log.count(words) == warned


def test_no_hidden_logins(start, directory):
    directory.sql("DELETE FROM carbone_mailbox WHERE login IS NOT NULL;")
    service = start(with_directory(directory, refresh="1s"))
    directory.sql("INSERT INTO carbone_domain (name) VALUES ('late.test');")
    service.process.wait_for(lambda: service.ask("/v1.1/late.test").status == 200, "the new domain")
    assert "login is not their address" not in service.log
