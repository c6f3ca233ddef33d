# SPDX-License-Identifier: Apache-2.0
"""Autodiscover V2 over HTTP: routes, statuses and what the proxy's scheme changes.  The documents: tests/protocols/test_autodiscover_json.c."""
import json

import pytest

from harness.settings import EAS, PUBLIC

PATH = "/autodiscover/autodiscover.json"
EMAIL = "?Email=jane%40example.test&Protocol="
V1 = PUBLIC + "/autodiscover/autodiscover.xml"

TARGETS = [
    (PATH + EMAIL + "ActiveSync", 200, EAS),
    (PATH + EMAIL + "Autodiscoverv1&RedirectCount=1", 200, V1),
    ("/AutoDiscover/AutoDiscover.JSON" + EMAIL + "activesync", 200, EAS),
    (PATH + "/v1.0/jane@example.test?Protocol=ActiveSync", 200, EAS),
    (PATH + "/v1.0/jane%40example.test?Protocol=AutodiscoverV1", 200, V1),
    ("/Autodiscover/autodiscover.json/V1.0/jane%40EXAMPLE.test?protocol=ActiveSync", 200, EAS),
    ("https://autodiscover.example.test" + PATH + EMAIL + "ActiveSync", 200, EAS),
    (PATH + "?Email=jane%40b%C3%BCcher.test&Protocol=ActiveSync", 200, EAS),
    (PATH + EMAIL + "EWS", 400, "InvalidProtocol"),
    (PATH + "?Email=jane%40starttls.test&Protocol=ActiveSync", 400, "InvalidProtocol"),
    (PATH + "?Email=jane%40example.test", 400, "MissingProtocol"),
    (PATH, 400, "MandatoryParameterMissing"),
    (PATH + "?Email=jane%00%40example.test&Protocol=ActiveSync", 400, "MandatoryParameterMissing"),
    (PATH + "?@evil.test/powershell&Email=autodiscover/autodiscover.json%3f@evil.test", 404, None),
    (PATH + "/v1.0/jane?Protocol=ActiveSync", 400, "MandatoryParameterMissing"),
    (PATH + "?Email=jane%40unknown.test&Protocol=ActiveSync", 404, None),
    (PATH + "?Email=jane%40unknown.test&Protocol=EWS", 404, None),
    (PATH + "?Email=jane%40unknown.test", 404, None),
    (PATH + "/v1.0/?Protocol=ActiveSync", 404, None),
    (PATH + "/v1.0/jane%00@example.test?Protocol=ActiveSync", 400, None),
    (PATH + "/v1.0/jane%zz@example.test?Protocol=ActiveSync", 400, None),
    (PATH + "/v2.0/jane%40example.test?Protocol=ActiveSync", 404, None),
    (PATH + "/", 404, None),
    ("/autodiscover/autodiscover.svc" + EMAIL + "ActiveSync", 404, None),
    ("/autodiscover/metadata/json/1", 404, None),
]


@pytest.mark.parametrize("target, status, word", TARGETS)
def test_targets(service, target, status, word):
    answer = service.ask(target, host="outlook.somewhere.test")
    assert answer.status == status
    if not word:
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        return
    assert answer["Content-Type"] == "application/json; charset=utf-8" and answer["Cache-Control"] == "no-store"
    document = json.loads(answer.body)
    assert document["Url" if status == 200 else "ErrorCode"] == word
    assert b"somewhere" not in answer.body


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("OPTIONS", 204), ("POST", 405), ("PUT", 405), ("PROPFIND", 405)])
def test_methods(service, method, status):
    answer = service.ask(PATH + EMAIL + "ActiveSync", method=method)
    assert answer.status == status
    if method == "HEAD":
        assert int(answer["Content-Length"]) == len(service.ask(PATH + EMAIL + "ActiveSync").body)
    else:
        assert answer.allow() == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("target", [
    PATH + EMAIL + "ActiveSync", "/AutoDiscover/AutoDiscover.json" + EMAIL + "EWS", PATH + "/v1.0/a%26b%40unknown.test?Protocol=ActiveSync",
])
def test_plain_http(service, target):
    answer = service.ask(target, headers=[("X-Forwarded-Proto", "http")])
    assert (answer.status, answer["Location"]) == (302, PUBLIC + target)


def test_a_redirect_repeats_nothing_raw(service):
    answer = service.ask(PATH + "/v1.0/%22%3Cx%3E%0a", headers=[("X-Forwarded-Proto", "http")])
    assert answer.status == 400
    answer = service.ask(PATH + "/v1.0/%22%3Cx%3E%25/y", headers=[("X-Forwarded-Proto", "http")])
    assert answer["Location"] == PUBLIC + PATH + "/v1.0/%22%3Cx%3E%25/y"


def test_whoever_it_is(service):
    """The same bytes for everybody of a domain; nothing of the address in them."""
    bodies = {service.ask(f"{PATH}?Email={name}%40example.test&Protocol=ActiveSync").body for name in ("jane", "nobody-here", "somebody")}
    assert len(bodies) == 1


def test_keep_alive_after_a_refusal(service):
    """A refusal in the protocol's own words ends no connection."""
    assert service.ask(PATH)["Connection"] != "close"
