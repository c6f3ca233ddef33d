# SPDX-License-Identifier: Apache-2.0
"""A person's link: good as often as it is followed until it ends, and one answer for whatever else is tried."""
import plistlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.directory import PostgresqlDatabase, Sqlite
from harness.links import PERSONAL, UNSIGNED, Key, base64url, key_file, raw
from harness.postgresql import Postgresql
from harness.service import Service
from harness.settings import PUBLIC, settings, with_directory
from harness.wire import Wire

from .test_profile import TYPE, mail_payload, verified

FIRST, SECOND = Key("first"), Key("second", 100)
AGENTS = ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", "CriOS/131.0", "CFNetwork/1568 Darwin/24.1.0"]

# Nothing of these may move when a token is no good.
UNTOUCHED = ["carbone_directory_lookups_total", "carbone_directory_queries_total", "carbone_signatures_total", "carbone_documents_rendered_total"]


def target(token):
    return f"/profile/{token}.mobileconfig"


def linked(directory, folder, *keys, **profiles):
    chosen = with_directory(directory)
    chosen["profiles"] = {**chosen["profiles"], "link_key_file": key_file(folder / "link.keys", *(keys or [FIRST])), **profiles}
    return chosen


@pytest.fixture
def own():
    server = Postgresql()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return Sqlite(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("links")


@pytest.fixture(scope="module")
def linking(people, folder, signing):
    service = Service(folder, linked(people, folder, FIRST, SECOND, signing=signing["signing"]))
    yield service
    service.stop()


def first_address(mail):
    return mail["EmailAddress"].split(",")[0]


def plist_of(answer, authority, tmp_path):
    assert answer.status == 200 and answer["Content-Type"] == TYPE, answer.body
    return verified(answer, authority, tmp_path)


def test_name_and_login(linking, authority, tmp_path):
    answer = linking.ask(target(FIRST.mint("jane@example.test")))
    plist = plistlib.loads(plist_of(answer, authority, tmp_path))
    mail = mail_payload(plist)
    assert mail["EmailAccountName"] == "Jane Doe"
    assert mail["EmailAddress"].replace(" ", "").split(",") == ["jane@example.test", "info@example.test"], "her alias, not the team's"
    assert mail["IncomingMailServerUsername"] == "jdoe"
    assert mail["IncomingMailServerHostName"] == "imap9.example.test"


def test_thrice(linking, authority, tmp_path):
    """Chrome and Firefox on iOS ask two and three times, without cookies, as other programs and from elsewhere."""
    token = FIRST.mint("jane@example.test")
    answers = [linking.ask(target(token), headers=[("User-Agent", agent), ("X-Forwarded-For", f"192.0.2.{number}")])
               for number, agent in enumerate(AGENTS)]
    assert len({plist_of(answer, authority, tmp_path) for answer in answers}) == 1
    assert not any(answer["Set-Cookie"] for answer in answers)


def heads(answer):
    return sorted((name, value) for name, value in answer.headers if name.lower() != "date")


def test_head(linking):
    """Whichever worker is asked: signatures of ECDSA are not equally long, so a minute long there is one for all."""
    token = FIRST.mint("jane@example.test")
    got = linking.ask(target(token))
    with Wire(linking.address), Wire(linking.address), Wire(linking.address):
        for _ in range(16):
            head = linking.ask(target(token), method="HEAD")
            assert (head.status, head.body, heads(head)) == (200, b"", heads(got))
    assert got["Cache-Control"] == "no-store" and got["Referrer-Policy"] == "no-referrer" and got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"] == 'attachment; filename="example.test.mobileconfig"'


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
def test_methods(linking, method):
    """Whatever the token is."""
    for token in (FIRST.mint("jane@example.test"), "x"):
        answer = linking.ask(target(token), method=method)
        assert (answer.status, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_plain_http(linking):
    token = FIRST.mint("jane@example.test")
    answer = linking.ask(target(token), headers=[("X-Forwarded-Proto", "http")])
    assert (answer.status, answer["Location"]) == (302, PUBLIC + target(token))


# who the link is for; what the profile says: address, login, IMAP host
GOOD = [
    ("jane@example.test", "jane@example.test", "jdoe", "imap9.example.test"),
    ("Jane@Example.TEST", "Jane@Example.TEST", "jdoe", "imap9.example.test"),
    ("info@example.test", "info@example.test", "jdoe", "imap9.example.test"),
    ("jane@alias.test", "jane@alias.test", "jdoe", "imap9.example.test"),
    ("joe@second.test", "joe@second.test", "joe@second.test", "imap.second.test"),
]


@pytest.mark.parametrize("address, told, login, host", GOOD)
def test_for_whom(linking, authority, tmp_path, address, told, login, host):
    """An alias is found as everywhere; the profile is for the address that the link is for."""
    mail = mail_payload(plistlib.loads(plist_of(linking.ask(target(FIRST.mint(address))), authority, tmp_path)))
    assert (first_address(mail), mail["IncomingMailServerUsername"], mail["IncomingMailServerHostName"]) == (told, login, host)


def test_further_addresses_are_asked_for(start, people, folder):
    """For who holds a link alone, and kept apart from what anybody gets."""
    service = start(linked(people, folder, FIRST))
    queries = "carbone_directory_queries_total"
    assert service.ask(target(FIRST.mint("jane@example.test", flags=PERSONAL | UNSIGNED))).status == 200
    service.process.wait_for(lambda: service.metric(queries) == 2, "two queries: who it is, and their addresses")
    assert service.ask("/mail/config-v1.1.xml?emailaddress=jane@example.test", host="autoconfig.example.test").status == 200
    assert service.metric(queries) == 2


def test_second_key_opens(linking):
    assert linking.ask(target(SECOND.mint("jane@example.test"))).status == 200


def test_unsigned(linking):
    answer = linking.ask(target(FIRST.mint("jane@example.test", flags=PERSONAL | UNSIGNED)))
    assert mail_payload(plistlib.loads(answer.body))["IncomingMailServerUsername"] == "jdoe"


def test_of_the_domain_alone(linking, authority, tmp_path):
    """The page hands such a link to anybody: it looks nobody up, and tells nothing of who is there."""
    before = [linking.metric(name) for name in UNTOUCHED[:2]]
    for name in ("jane", "old", "nobody-here"):
        mail = mail_payload(plistlib.loads(plist_of(linking.ask(target(FIRST.mint(f"{name}@example.test", flags=0))), authority, tmp_path)))
        assert mail["IncomingMailServerUsername"] == f"{name}@example.test"
        assert mail["IncomingMailServerHostName"] == "imap.example.test"
        assert "EmailAccountName" not in mail
    assert [linking.metric(name) for name in UNTOUCHED[:2]] == before


# ---- the one answer ----

def spliced(one, other, start, stop):
    one, other = raw(one), raw(other)
    return base64url(one[:start] + other[start:stop] + one[stop:])


def flipped(token):
    for position in range(0, len(raw(token)), 5):
        changed = bytearray(raw(token))
        changed[position] ^= 1 << position % 8
        yield base64url(changed)


def no_good():
    jane, joe = FIRST.mint("jane@example.test"), FIRST.mint("joe1@example.test", life=3600, nonce=b"another one!")
    return {
        "expired": [FIRST.mint("jane@example.test", age=1802, life=1800)],
        "future": [FIRST.mint("jane@example.test", age=-120)],
        "truncated": [jane[:size] for size in range(1, len(jane), 7)],
        "flipped": list(flipped(jane)),
        "other's address": [spliced(jane, joe, 36, 100), spliced(jane, joe, 30, 60)],
        "other's nonce": [spliced(jane, joe, 7, 19)],
        "other's expiry": [spliced(jane, joe, 19, 32)],
        "other's key": [spliced(jane, SECOND.mint("jane@example.test"), 0, 9), Key("third").mint("jane@example.test")],
        "key of the same name": [Key("first", 3).mint("jane@example.test")],
        "other purpose": [FIRST.mint("jane@example.test", purpose=purpose) for purpose in (1, 2)],
        "other version": [FIRST.mint("jane@example.test", version=version) for version in (0, 2, 255)],
        "over-long life": [FIRST.mint("jane@example.test", life=31 * 24 * 3600)],
        "trailing bytes": [FIRST.mint("jane@example.test", more=b"x")],
        "variant unknown": [FIRST.mint("jane@example.test", variant=9)],
        "over-long": ["A" * 512, "A" * 2000, jane + "A" * 500],
        "spelling": [jane + "=", jane + "==", jane + "%3D", jane + "A", jane + "%20", "%20" + jane, jane + "/x", jane.replace("A", "+", 1),
                     jane + ".mobileconfig", "x/" + jane],
        "nobody": ["x", "..", "-", "jane%40example.test"],
        "gone": [FIRST.mint("nobody-here@example.test")],
        "disabled": [FIRST.mint("old@example.test")],
        "domain gone": [FIRST.mint("jane@unknown.test"), FIRST.mint("jane@unknown.test", flags=0)],
        "not asked of a directory": [FIRST.mint('"jane"@example.test')],
    }


ASKS_DIRECTORY = {"gone", "disabled"}


@pytest.mark.parametrize("kind", no_good())
def test_no_good(linking, kind):
    """The same bytes, whatever is wrong; and but for people who have gone, nobody is looked up and nothing made."""
    expected = linking.ask(target("x"))
    before = {name: linking.metric(name) for name in UNTOUCHED}
    for token in no_good()[kind]:
        answer = linking.ask(target(token))
        assert (answer.status, answer.body, heads(answer)) == (404, expected.body, heads(expected)), token
        assert linking.ask(target(token), headers=[("If-None-Match", "*")]).status == 404
    after = {name: linking.metric(name) for name in UNTOUCHED}
    moved = {name for name in UNTOUCHED if after[name] != before[name]}
    assert not moved if kind not in ASKS_DIRECTORY else moved <= {"carbone_directory_lookups_total", "carbone_directory_queries_total"}


def test_what_people_read(linking):
    answer = linking.ask(target("x"))
    assert answer["Content-Type"] == "text/html; charset=utf-8" and b"new one" in answer.body
    assert not answer["WWW-Authenticate"] and not answer["ETag"]


# what is wrong, by its label; a token
REASONS = [
    ("expired", lambda: FIRST.mint("jane@example.test", age=3600)),
    ("future", lambda: FIRST.mint("jane@example.test", age=-3600)),
    ("malformed", lambda: "x"),
    ("unknown_key", lambda: Key("third").mint("jane@example.test")),
    ("forged", lambda: Key("first", 9).mint("jane@example.test")),
]


@pytest.mark.parametrize("reason, token", REASONS)
def test_counted(linking, reason, token):
    name = f'carbone_links_refused_total{{reason="{reason}"}}'
    before = linking.metrics()[name]
    linking.ask(target(token()))
    assert linking.metrics()[name] == before + 1


def test_opened_is_counted(linking):
    before = linking.metric("carbone_links_opened_total")
    linking.ask(target(FIRST.mint("jane@example.test")))
    assert linking.metric("carbone_links_opened_total") == before + 1


# ---- what changes while a link lasts ----

def test_switched_off_moved_and_deleted(start, tmp_path):
    people = Sqlite(tmp_path)
    chosen = linked(people, tmp_path)
    chosen["directory"]["cache"] = {"ttl": "0s", "negative_ttl": "0s"}
    service = start(chosen)
    token = FIRST.mint("jane@example.test")
    bad = service.ask(target("x"))
    for statement, status in (("", 200), ("UPDATE carbone_mailbox SET active = FALSE", 404), ("UPDATE carbone_mailbox SET active = TRUE", 200),
                              ("UPDATE carbone_mailbox SET address = 'jane.doe@example.test' WHERE address LIKE 'jane%'", 404),
                              ("UPDATE carbone_mailbox SET address = 'jane@example.test' WHERE address LIKE 'jane%'", 200),
                              ("DELETE FROM carbone_mailbox WHERE address LIKE 'jane%'", 404)):
        people.sql(statement)
        answer = service.ask(target(token))
        assert answer.status == status, statement
        assert status == 200 or (answer.body, heads(answer)) == (bad.body, heads(bad))


def test_rotation(start, people, tmp_path):
    """A new first line, and the old links go on; without its line they end. Seen by a running service."""
    chosen = linked(people, tmp_path, FIRST)
    service = start(chosen)
    old, new = (key.mint("jane@example.test") for key in (FIRST, SECOND))

    def statuses():
        return [service.ask(target(token)).status for token in (old, new)]

    assert statuses() == [200, 404]
    for keys, expected in (([SECOND, FIRST], [200, 200]), ([SECOND], [404, 200]), ([FIRST], [200, 404])):
        key_file(tmp_path / "link.keys", *keys)
        service.reload()
        service.process.wait_for(lambda expected=expected: statuses() == expected, "the other keys")


def test_bad_key_file_keeps_the_old_keys(start, people, tmp_path):
    service = start(linked(people, tmp_path, FIRST))
    token = FIRST.mint("jane@example.test")
    (tmp_path / "link.keys").write_text("no key\n")
    service.reload()
    service.process.wait_for(lambda: "link.keys" in service.log, "a complaint")
    assert service.ask(target(token)).status == 200


@pytest.mark.parametrize("access", ["anonymous", "link"])
def test_access(start, people, tmp_path, access):
    service = start(linked(people, tmp_path, access=access))
    assert service.ask(target(FIRST.mint("jane@example.test"))).status == 200
    assert service.ask("/mobileconfig?emailaddress=jane%40example.test").status == (200 if access == "anonymous" else 404)


def test_without_a_key_file(start, people):
    """The server has a key of its own, which nobody knows."""
    service = start(with_directory(people))
    assert service.ask(target(Key("random").mint("jane@example.test"))).status == 404


def test_without_a_directory(start, tmp_path):
    """There is nobody to look up: both kinds of link are answered from the domain's data."""
    chosen = settings()
    chosen["profiles"]["link_key_file"] = key_file(tmp_path / "link.keys", FIRST)
    service = start(chosen)
    assert service.ask(target(FIRST.mint("jane@example.test"))).status == 200
    assert service.ask(target(FIRST.mint("jane@example.test", flags=0))).status == 200


def test_signing_switched_off_and_on(start, postgresql, tmp_path, signing):
    """Whoever was looked up while a reload took the signer away got 503; so did all, where the next reload came before the last was through."""
    chosen = linked(PostgresqlDatabase(postgresql), tmp_path, FIRST)
    chosen["directory"]["cache"] = {"ttl": "0s", "negative_ttl": "0s"}
    turns = [chosen, {**chosen, "profiles": {**chosen["profiles"], "signing": signing["signing"]}}]
    service, stopped = start(chosen), threading.Event()

    def follow(number):
        statuses = set()
        while not stopped.is_set():
            statuses.add(service.ask(target(FIRST.mint("jane@example.test", life=60 + number))).status)
        return statuses

    with ThreadPoolExecutor(8) as pool:
        following = [pool.submit(follow, number) for number in range(8)]
        try:
            for turn in range(1, 25):
                service.reload({**turns[turn % 2], "server": service.settings["server"]})
                service.process.wait_for(lambda: service.log.count("the settings were read again") >= turn, "a reload")
        finally:
            stopped.set()
        assert set.union(*(each.result() for each in following)) == {200}


def test_directory_down(start, own, tmp_path):
    """Never a profile that lacks what the directory would have told; nobody else is kept waiting."""
    service = start(linked(PostgresqlDatabase(own), tmp_path))
    token = FIRST.mint("jane@example.test")
    own.stop()
    answer = service.ask(target(token))
    assert answer.status == 503 and answer["Retry-After"] and answer["Content-Type"] != TYPE
    assert service.ask(target(FIRST.mint("jane@example.test", flags=0))).status == 200
    own.start()
    service.process.wait_for(lambda: service.ask(target(token)).status == 200, "the directory")


def test_nothing_is_written_down(start, people, tmp_path):
    service = start(linked(people, tmp_path))
    tokens = [FIRST.mint("jane@example.test"), FIRST.mint("jane@example.test", age=7200), "AQVub25zZW5zZQ"]
    for token in tokens:
        service.ask(target(token))
    assert not [token for token in tokens if token[:12] in service.log or token[-12:] in service.log]
