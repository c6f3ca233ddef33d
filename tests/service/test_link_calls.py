# SPDX-License-Identifier: Apache-2.0
"""POST /links on the management listener: a program with the token is given links, and nobody else learns anything."""
import json
import plistlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.directory import PostgresqlDatabase, Sqlite
from harness.links import Key
from harness.postgresql import Postgresql
from harness.service import Service
from harness.settings import PUBLIC

from .test_links import linked
from .test_profile import mail_payload

FIRST = Key("first")
TOKEN = "Zm9vYmFyMDEyMzQ1Njc4OWFiY2RlZg-._~+/=="
JSON = [("Content-Type", "application/json")]
ALLOWED = [("Authorization", f"Bearer {TOKEN}")]


def calling(directory, folder, **profiles):
    chosen = linked(directory, folder, FIRST, **profiles)
    path = folder / "management.token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    chosen["server"]["management_token_file"] = str(path)
    return chosen


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("link-calls")
    service = Service(folder, calling(Sqlite(folder), folder))
    yield service
    service.stop()


def call(service, body, headers=(*JSON, *ALLOWED), method="POST"):
    return service.manage("/links", method=method, headers=headers, body=body if isinstance(body, bytes) else json.dumps(body).encode())


def test_made_and_followed(service):
    minted = service.metric("carbone_links_minted_total")
    answer = call(service, {"address": "jane@example.test"})
    assert (answer.status, answer["Content-Type"], answer["Cache-Control"]) == (201, "application/json", "no-store")
    made = json.loads(answer.body)
    assert list(made) == ["url", "page", "expires", "address", "variant"]
    assert (made["address"], made["variant"]) == ("jane@example.test", "everything")
    got = service.ask(made["url"][len(PUBLIC):])
    assert mail_payload(plistlib.loads(got.body))["IncomingMailServerUsername"] == "jdoe"
    assert service.metric("carbone_links_minted_total") == minted + 1


def test_all_of_it(service):
    body = {"address": "Jane@alias.test", "variant": "mail", "language": "DE", "ttl": "3h", "unsigned": True}
    made = json.loads(call(service, body).body)
    assert (made["address"], made["variant"]) == ("Jane@alias.test", "mail")
    assert service.ask(made["url"][len(PUBLIC):]).status == 200


# the body; the status, and the error's name
REFUSED = [
    (b"", 400, "bad_request"),
    (b"{", 400, "bad_request"),
    (b"[]", 400, "bad_request"),
    (b'"jane@example.test"', 400, "bad_request"),
    (b"{}", 400, "bad_request"),
    (b'{"address": "jane@example.test", "address": "joe@second.test"}', 400, "bad_request"),
    (b'{"address": "jane@example.test"} x', 400, "bad_request"),
    (b'{"address": "jane\\u0000@example.test"}', 400, "bad_request"),
    (b'{"address": "\xff@example.test"}', 400, "bad_request"),
    ({"address": None}, 400, "bad_request"),
    ({"address": ["jane@example.test"]}, 400, "bad_request"),
    ({"address": "no address"}, 400, "bad_request"),
    ({"address": '"quoted"@example.test'}, 400, "bad_request"),
    ({"address": "jane@example.test", "ttl": 1800}, 400, "bad_request"),
    ({"address": "jane@example.test", "ttl": "31d"}, 400, "bad_request"),
    ({"address": "jane@example.test", "variant": "x"}, 400, "bad_request"),
    ({"address": "jane@example.test", "language": "!"}, 400, "bad_request"),
    ({"address": "jane@example.test", "unsigned": "yes"}, 400, "bad_request"),
    ({"address": "jane@example.test", "admin": True}, 400, "bad_request"),
    ({"address": "nobody-here@example.test"}, 404, "no_mailbox"),
    ({"address": "old@example.test"}, 404, "no_mailbox"),
    ({"address": "jane@unknown.test"}, 404, "no_domain"),
]


@pytest.mark.parametrize("body, status, error", REFUSED)
def test_refused(service, body, status, error):
    minted = service.metric("carbone_links_minted_total")
    answer = call(service, body)
    assert (answer.status, answer["Content-Type"]) == (status, "application/json")
    told = json.loads(answer.body)
    assert told["error"] == error and told["message"]
    assert service.metric("carbone_links_minted_total") == minted


# what is sent as Authorization
STRANGERS = [
    [], ["Bearer"], ["Bearer "], ["Bearer x"], [f"Bearer {TOKEN[:-1]}"], [f"Bearer {TOKEN}="], [f"Bearer {TOKEN.lower()}"], [f"Basic {TOKEN}"],
    [TOKEN], [f"Bearer{TOKEN}"], ["Bearer x", f"Bearer {TOKEN}"],
]


@pytest.mark.parametrize("values", STRANGERS)
@pytest.mark.parametrize("body", [b"", b"{", b'{"address": "jane@example.test"}'])
def test_strangers(service, values, body):
    """One answer, whatever is asked; nobody is looked up."""
    before = [service.metric(name) for name in ("carbone_directory_lookups_total", "carbone_link_calls_unauthorized_total")]
    answer = call(service, body, [*JSON, *(("Authorization", value) for value in values)])
    assert (answer.status, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert json.loads(answer.body)["error"] == "unauthorized"
    after = [service.metric(name) for name in ("carbone_directory_lookups_total", "carbone_link_calls_unauthorized_total")]
    assert after == [before[0], before[1] + 1]


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
def test_scheme_in_any_case(service, scheme):
    assert call(service, {"address": "jane@example.test"}, [*JSON, ("Authorization", f"{scheme} {TOKEN}")]).status == 201


@pytest.mark.parametrize("media_type, status", [
    (None, 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/jsonp", 415),
    ("application/json; charset=utf-8", 201), ("Application/JSON", 201),
])
def test_media_type(service, media_type, status):
    headers = [*ALLOWED, *([("Content-Type", media_type)] if media_type else [])]
    assert call(service, {"address": "jane@example.test"}, headers).status == status


@pytest.mark.parametrize("size, status", [(2048, 201), (2049, 413), (20_000, 413)])
def test_body_is_bounded(service, size, status):
    body = b'{"address": "jane@example.test"}'.ljust(size)
    assert call(service, body).status == status


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_methods(service, method):
    answer = call(service, b"", method=method)
    assert (answer.status, answer["Allow"]) == (405, "POST, OPTIONS")


def test_not_in_public(service):
    answer = service.ask("/links", method="POST", headers=[*JSON, *ALLOWED], body=b'{"address": "jane@example.test"}')
    assert answer.status == 404


def test_not_there_without_a_token(start, tmp_path):
    service = start(linked(Sqlite(tmp_path), tmp_path))
    for method in ("GET", "POST", "OPTIONS"):
        answer = call(service, b"{}" if method == "POST" else b"", method=method)
        assert (answer.status, answer.body) == (404, service.manage("/nothing").body)


def test_token_changes_with_a_reload(start, tmp_path):
    service = start(calling(Sqlite(tmp_path), tmp_path))
    assert call(service, {"address": "jane@example.test"}).status == 201
    (tmp_path / "management.token").write_text("a" * 32)
    service.reload()
    service.process.wait_for(lambda: call(service, {"address": "jane@example.test"}).status == 401, "the other token")
    assert call(service, {"address": "jane@example.test"}, [*JSON, ("Authorization", "Bearer " + "a" * 32)]).status == 201


def test_many_at_once(service):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: call(service, {"address": ("jane", "info", "team1")[number % 3] + "@example.test"}), range(120)))
    assert [answer.status for answer in answers] == [201, 201, 404] * 40
    assert len({answer.body for answer in answers if answer.status == 201}) == 80


def test_directory_down(start, tmp_path):
    server = Postgresql()
    try:
        service = start(calling(PostgresqlDatabase(server), tmp_path))
        server.stop()
        answer = call(service, {"address": "jane@example.test"})
        assert (answer.status, json.loads(answer.body)["error"]) == (503, "unavailable") and answer["Retry-After"]
        server.start()
        service.process.wait_for(lambda: call(service, {"address": "jane@example.test"}).status == 201, "the directory")
    finally:
        server.remove()


def test_what_is_logged(start, tmp_path):
    """The domain and how long; neither who nor what."""
    service = start(calling(Sqlite(tmp_path), tmp_path))
    url = json.loads(call(service, {"address": "jane@example.test"}).body)["url"]
    token = url.rsplit("/", 1)[1].split(".")[0]
    service.process.wait_for(lambda: "a link was made" in service.log, "a line")
    assert token[:12] not in service.log and token[-12:] not in service.log and TOKEN not in service.log
