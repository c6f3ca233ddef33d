# SPDX-License-Identifier: Apache-2.0
"""gzip: for who asks, the same document; for nobody else, and for no other document."""
import gzip

import pytest

from harness.directory import Sqlite
from harness.wire import Wire, encode

from .mozilla import PATH
from .pox import post, request
from .test_privacy import with_directory

# Thunderbird, Delta Chat, and what else there is
ASKED = ["gzip, deflate", "gzip", "deflate, gzip;q=1.0, *;q=0.5", "gzip, deflate, br, zstd", "x-gzip"]
NOT_ASKED = [None, "", "identity", "deflate, br", "gzip;q=0", "*"]


def ask(service, accepted, **options):
    headers = options.pop("headers", []) + ([] if accepted is None else [("Accept-Encoding", accepted)])
    return service.ask(PATH, headers=headers, **options)


@pytest.mark.parametrize("accepted", ASKED)
def test_asked(service, accepted):
    plain, packed = ask(service, None), ask(service, accepted)
    assert packed["Content-Encoding"] == "gzip" and int(packed["Content-Length"]) == len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert packed["Content-Type"] == plain["Content-Type"]
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["ETag"] not in (None, plain["ETag"]), "other bytes, another strong tag"


@pytest.mark.parametrize("accepted", NOT_ASKED)
def test_not_asked(service, accepted):
    answer = ask(service, accepted)
    assert answer["Content-Encoding"] is None and answer.body.startswith(b"<?xml")


def test_condition(service):
    """Each form is known by its own tag, and by no other."""
    plain, packed = ask(service, None)["ETag"], ask(service, "gzip")["ETag"]
    for accepted, tag, status in ((None, plain, 304), ("gzip", packed, 304), (None, packed, 200), ("gzip", plain, 200),
                                  ("gzip", f"{plain}, {packed}", 304), ("gzip", "*", 304), ("gzip", "W/" + packed, 304)):
        answer = ask(service, accepted, headers=[("If-None-Match", tag)])
        assert answer.status == status, (accepted, tag)
        assert answer["ETag"] == (packed if accepted else plain) and answer["Vary"] == "Accept-Encoding"


def test_head(service):
    get, head = (ask(service, "gzip", method=method) for method in ("GET", "HEAD"))
    names = ("Content-Length", "Content-Encoding", "ETag", "Vary")
    assert [head[name] for name in names] == [get[name] for name in names]


def test_one_connection(service):
    """Both forms in turn, as a proxy asks for many clients."""
    host = ("Host", "autoconfig.example.test")
    with Wire(service.address) as wire:
        for accepted in ("gzip", "identity", "gzip", "identity"):
            wire.send(encode("GET", PATH, [host, ("Accept-Encoding", accepted)]))
            answer = wire.answer()
            body = gzip.decompress(answer.body) if accepted == "gzip" else answer.body
            assert body == ask(service, None).body


def test_small_documents_stay_as_they_are(service):
    """Under a kilobyte there is nothing to gain."""
    answer = ask(service, "gzip", host="autoconfig.starttls.test")
    assert len(answer.body) < 1024, "the document has grown: take another"
    assert answer["Content-Encoding"] is None and answer["Vary"] == "Accept-Encoding"
    again = ask(service, "gzip", host="autoconfig.starttls.test", headers=[("If-None-Match", answer["ETag"])])
    assert again.status == 304


def test_what_is_never_compressed(service):
    """Errors, and Autodiscover's answers: their clients ask out of habit."""
    headers = [("Accept-Encoding", "gzip"), ("Content-Type", "text/xml")]
    assert post(service.address, request("jane@example.test"), headers=headers)["Content-Encoding"] is None
    assert ask(service, "gzip", host="autoconfig.unknown.test")["Content-Encoding"] is None


def test_a_users_own_document(start, tmp_path):
    """Where users are looked up the answer is made for one of them, and compressed for one of them."""
    directory = Sqlite(tmp_path)
    rows = "".join(f"INSERT INTO carbone_service (domain, position, type, host, port, security) VALUES (NULL, {n}, 'imap', 'i{n}.example.test', 993, 'tls');"
                   for n in range(30, 40))
    directory.sql(rows)
    chosen = with_directory(directory)
    chosen["directory"]["reveal"] = ["login"]
    service = start(chosen)
    target = PATH + "?emailaddress=jane%40example.test"
    plain, packed = (service.ask(target, headers=[("Accept-Encoding", value)]) for value in ("identity", "gzip"))
    assert b"jdoe" in plain.body and plain["Content-Encoding"] is None
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert packed["Cache-Control"] == "no-store"
