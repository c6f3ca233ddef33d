# SPDX-License-Identifier: Apache-2.0
"""People of an automx2 database in a real LDAP directory: found, not found, and when it does not answer."""
import shutil
import signal
import socket
import time
from urllib.parse import quote

import pytest

from harness.automx2 import Automx2Sqlite
from harness.process import free_address
from harness.service import run
from harness.slapd import BASE, PASSWORD, READER, SLAPD, Slapd

from . import mozilla
from .test_automx2 import settings_of, write

pytestmark = pytest.mark.skipif(not shutil.which(SLAPD), reason="slapd is not installed")

ROWS = """
INSERT INTO provider (id, name, short_name) VALUES (1, 'Example Mail', 'Example');
INSERT INTO ldapserver (id, name, port, use_ssl, search_base, search_filter, attr_uid, attr_cn, bind_password, bind_user) VALUES
	(1, '{name}', {port}, {use_ssl}, '{base}', '{filter}', 'uid', 'cn', {password}, {user});
INSERT INTO domain (id, name, provider_id, ldapserver_id) VALUES (1, 'people.test', 1, 1), (2, 'other.test', 1, NULL);
INSERT INTO server (id, prio, name, port, type, socket_type, user_name, authentication) VALUES
	(1, 10, 'imap.people.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(2, 10, 'smtp.people.test', 465, 'smtp', 'SSL', '%EMAILADDRESS%', 'plain');
INSERT INTO server_domain (domain_id, server_id) VALUES (1, 1), (1, 2), (2, 1), (2, 2);
"""
TYPED = "%EMAILADDRESS%"


@pytest.fixture(scope="module")
def certificate(authority):
    """libldap takes localhost for this machine's name when it looks at a certificate."""
    return (*authority.server("ldap", ["localhost", socket.gethostname(), socket.getfqdn()]), authority.root)


@pytest.fixture
def slapd(tmp_path, certificate):
    (tmp_path / "slapd").mkdir()
    server = Slapd(tmp_path / "slapd", certificate)
    yield server
    server.end()


def sql(text):
    return "'" + text.replace("'", "''") + "'"


def database(tmp_path, name, port, use_ssl, filter="(mail={0})", user=None, password=None):
    rows = ROWS.format(name=name, port=port, use_ssl=use_ssl, base=BASE, filter=filter, user=sql(user) if user else "NULL",
                       password=sql(password) if password else "NULL")
    return Automx2Sqlite(tmp_path, "2026", rows)


def secure(tmp_path, slapd, **options):
    return database(tmp_path, "localhost", slapd.secure, "TRUE", **options)


def settings(database, authority, **more):
    return {**settings_of(database.url, reveal=["login"], ldap={"ca": str(authority.root)}), **more}


def login(service, address):
    """(status, what the client is told to log in as, seconds)"""
    began = time.monotonic()
    answer = service.ask(f"{mozilla.PATH}?emailaddress={quote(address)}", host="autoconfig.example.org")
    taken = time.monotonic() - began
    return answer.status, mozilla.read(answer)["incoming"][0][4] if answer.status == 200 else None, taken


# address, login
PEOPLE = [
    ("jane@people.test", "jdoe"),
    ("JANE@People.Test", "jdoe"),
    ("joe+list@people.test", "joe"),
    ("umlaut@people.test", "jürgen"),
    ("star@people.test", "*"),
    ("nobody-here@people.test", TYPED),
    ("twice@people.test", TYPED),
    ("*@people.test", TYPED),
    ("j*@people.test", TYPED),
    ("jane@other.test", TYPED),
]


def test_people(start, tmp_path, slapd, authority):
    """A star stands for itself, two entries are nobody, a domain without LDAP is not asked for."""
    service = start(settings(secure(tmp_path, slapd, user=READER, password=PASSWORD), authority))
    for address, expected in PEOPLE:
        assert login(service, address)[:2] == (200, expected), address
    assert PASSWORD not in service.log


def test_nobody_is_asked_for_a_stranger(start, tmp_path, slapd, authority):
    chosen = settings(secure(tmp_path, slapd), authority)
    chosen["directory"]["reveal"] = []
    service = start(chosen)
    assert login(service, "jane@people.test")[:2] == (200, TYPED)
    service.process.wait_for(lambda: "login is not their address" in service.log, "the warning")


def test_the_name_is_for_its_owner(tmp_path, slapd, authority):
    config = write(tmp_path, {**settings(secure(tmp_path, slapd), authority), "profiles": {"identifier": "test.example.autoconfig"}})
    words = ("show", "--config", config, "--protocol", "apple", "jane@people.test")
    assert "Jane Doe" in run(*words, "--user").stdout and "Jane Doe" not in run(*words).stdout


@pytest.mark.parametrize("way", ["ldaps", "starttls", "ldapi"])
def test_ways_there(start, tmp_path, slapd, authority, way):
    where = {"ldaps": ("localhost", slapd.secure, "TRUE"), "starttls": ("localhost", slapd.plain, "FALSE"),
             "ldapi": ("ldapi://" + str(slapd.socket).replace("/", "%2F"), 0, "FALSE")}[way]
    service = start(settings(database(tmp_path, *where), authority))
    assert login(service, "jane@people.test")[:2] == (200, "jdoe")


def test_other_filters(start, tmp_path, slapd, authority):
    service = start(settings(secure(tmp_path, slapd, filter="(|(mail={0})(uid={0}))"), authority))
    assert login(service, "jane@people.test")[:2] == (200, "jdoe")
    assert login(service, "*@people.test")[:2] == (200, TYPED)


def test_without_tls(start, tmp_path, certificate, authority):
    """Only where that is allowed, and the log says why not."""
    (tmp_path / "slapd").mkdir()
    slapd = Slapd(tmp_path / "slapd")
    try:
        chosen = settings(database(tmp_path, "localhost", slapd.plain, "FALSE", user=READER, password=PASSWORD), authority)
        service = start(chosen)
        assert login(service, "jane@people.test")[0] == 503
        service.process.wait_for(lambda: "knows no TLS" in service.log, "the complaint")
        service = start({**chosen, "allow_cleartext": True})
        assert login(service, "jane@people.test")[:2] == (200, "jdoe")
    finally:
        slapd.end()


def refused(service, words):
    """In time, and with a reason in the log; the domain without LDAP is served on.  Somebody who was not asked for before."""
    status, _, taken = login(service, "joe+list@people.test")
    assert status == 503 and taken < 1.2, (status, taken)
    service.process.wait_for(lambda: words in service.log, words)
    assert login(service, "jane@other.test")[:2] == (200, TYPED)


def test_wrong_password(start, tmp_path, slapd, authority):
    service = start(settings(secure(tmp_path, slapd, user=READER, password="another one"), authority))
    refused(service, "Invalid credentials")
    assert "another one" not in service.log


@pytest.mark.parametrize("way", ["ldaps", "starttls"])
def test_wrong_authority(start, tmp_path, slapd, authority, way):
    other = authority.signer("elsewhere")["certificate"]
    where = (slapd.secure, "TRUE") if way == "ldaps" else (slapd.plain, "FALSE")
    chosen = settings(database(tmp_path, "localhost", *where), authority, allow_cleartext=True)
    chosen["directory"]["ldap"] = {"ca": str(other)}
    refused(start(chosen), "the LDAP server does not answer")


def test_wrong_name(start, tmp_path, slapd, authority):
    refused(start(settings(database(tmp_path, "127.0.0.1", slapd.secure, "TRUE"), authority)), "the LDAP server does not answer")


def test_stopped_and_back(start, tmp_path, slapd, authority):
    chosen = settings(secure(tmp_path, slapd), authority)
    chosen["directory"]["cache"] = {"ttl": "0s", "negative_ttl": "0s", "stale": "0s"}
    service = start(chosen)
    assert login(service, "jane@people.test")[:2] == (200, "jdoe")
    slapd.process.end()
    refused(service, "the LDAP server does not answer")
    slapd.start()
    service.process.wait_for(lambda: login(service, "jane@people.test")[:2] == (200, "jdoe"), "its return", 4)


def test_frozen(start, tmp_path, slapd, authority):
    """Connections stay open, and nobody answers."""
    chosen = settings(secure(tmp_path, slapd), authority)
    chosen["directory"]["cache"] = {"ttl": "0s", "negative_ttl": "0s", "stale": "0s"}
    service = start(chosen)
    assert login(service, "jane@people.test")[:2] == (200, "jdoe")
    slapd.process.send(signal.SIGSTOP)
    try:
        refused(service, "the LDAP server does not answer")
    finally:
        slapd.process.send(signal.SIGCONT)
    service.process.wait_for(lambda: login(service, "jane@people.test")[:2] == (200, "jdoe"), "its return", 4)


def test_silent_from_the_start(start, tmp_path, authority):
    """Somebody listens and says nothing, not even hello."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        service = start(settings(database(tmp_path, "localhost", silent.getsockname()[1], "TRUE"), authority))
        refused(service, "the LDAP server does not answer")
    service.stop()


def test_nobody_listens(start, tmp_path, authority):
    service = start(settings(database(tmp_path, "localhost", free_address("127.0.0.1")[1], "TRUE"), authority))
    refused(service, "the LDAP server does not answer")


def test_the_list_of_servers_is_read_again(start, tmp_path, slapd, authority):
    directory = secure(tmp_path, slapd)
    chosen = settings(directory, authority)
    chosen["directory"] |= {"cache": {"ttl": "0s", "negative_ttl": "0s"}, "refresh": "1s"}
    service = start(chosen)
    assert login(service, "jane@people.test")[:2] == (200, "jdoe")
    directory.sql("UPDATE domain SET ldapserver_id = NULL")
    service.process.wait_for(lambda: login(service, "jane@people.test")[:2] == (200, TYPED), "the change", 5)

