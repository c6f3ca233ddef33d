# SPDX-License-Identifier: Apache-2.0
"""Addresses that a database could stumble over: nobody has them, and the connection that was there before is there afterwards."""
from urllib.parse import quote_from_bytes

import pytest

from harness.service import Service
from service.mozilla import PATH as AUTOCONFIG
from service.pox import post, request

from .crowd import MariadbCrowd, PostgresqlCrowd, SqliteCrowd
from .siege import besieged

# jose and o'brien are there, as rows; what merely looks like them is nobody.
ROWS = """
INSERT INTO carbone_mailbox (address, domain, login) VALUES
	('jose@example.test', 'example.test', 'found-jose'), ('o''brien@example.test', 'example.test', 'found-brien');
"""
DOMAIN = b"@example.test"
ODD = {
    "a snowman": "☃".encode() + DOMAIN,
    "an accent": "josé".encode() + DOMAIN,
    "a combined accent": "jose\u0301".encode() + DOMAIN,
    "a blank behind the name": b"jose " + DOMAIN,
    "a blank behind the domain": b"nobody" + DOMAIN + b" ",
    "bad UTF-8": b"jos\xe9" + DOMAIN,
    "half a character": b"jose\xc3" + DOMAIN,
    "an overlong slash": b"jose\xc0\xaf" + DOMAIN,
    "a surrogate": b"jose\xed\xa0\x80" + DOMAIN,
    "a condition": b"' OR 1=1" + DOMAIN,
    "a condition without blanks": b"'OR'1'='1" + DOMAIN,
    "the end of a statement": b"';DROP-TABLE-carbone_mailbox;--" + DOMAIN,
    "a pattern": b"%" + DOMAIN,
    "a backslash": b"jose\\" + DOMAIN,
    "a quoted name": b'"jose"' + DOMAIN,
    "two signs": b"jose@example.test" + DOMAIN,
    "a NUL": b"jose\0" + DOMAIN,
    "a line break": b"jose\n" + DOMAIN,
    "254 bytes": b"j" * (254 - len(DOMAIN)) + DOMAIN,
    "255 bytes": b"j" * (255 - len(DOMAIN)) + DOMAIN,
    "a long domain": b"jose@" + b"e" * 63 + b"." + b"e" * 63 + DOMAIN.replace(b"@", b"."),
    "a right-to-left name": "\u202ejose".encode() + DOMAIN,
    "a wide name": "ｊｏｓｅ".encode() + DOMAIN,
}
WAYS = {
    "autoconfig": lambda service, odd: service.ask(f"{AUTOCONFIG}?emailaddress={quote_from_bytes(odd)}"),
    "profile": lambda service, odd: service.ask(f"/mobileconfig?emailaddress={quote_from_bytes(odd)}"),
    "outlook": lambda service, odd: post(service.address, request("ODD").replace(b"ODD", odd.replace(b"<", b"&lt;"))),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def hosted(request, tmp_path_factory):
    """A service with its database, and the connections it had when it was last well."""
    directory = tmp_path_factory.mktemp("odd")
    if request.param == "sqlite":
        crowd = SqliteCrowd(directory)
    elif request.param == "postgresql":
        crowd = PostgresqlCrowd(request.getfixturevalue("postgresql"))
    else:
        crowd = MariadbCrowd(request.getfixturevalue("killable_mariadb"))
    crowd.sql(ROWS)
    service = Service(directory, besieged(crowd))
    assert b"found-jose" in post(service.address, request_of("jose")).body
    assert b"found-brien" in post(service.address, request_of("o'brien")).body
    yield service, crowd, crowd.connections()
    service.stop()


def request_of(name):
    return request(f"{name}@example.test")


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_nobody_has_it(hosted, odd):
    service, crowd, connections = hosted
    for way, ask in WAYS.items():
        answer = ask(service, odd)
        assert answer.status in (200, 400, 404), (way, answer.head)
        assert b"found-" not in answer.body and b"login-" not in answer.body, way
    assert b"found-jose" in post(service.address, request_of("jose")).body
    assert connections <= crowd.connections(), "a connection was given up"
    assert service.metric("carbone_directory_errors_total") == 0
