# SPDX-License-Identifier: Apache-2.0
"""Recorded requests of real mail programs, played again."""
import gzip

import pytest

from harness.settings import PUBLIC
from harness.wire import ask

from . import mozilla, pox
from .recorded import AUTOCONFIG, MOBILESYNC, REQUESTS, SETTINGS


def outcome(answer):
    if answer.status != 200:
        return answer.status
    if answer["Content-Encoding"] == "gzip":
        answer.body = gzip.decompress(answer.body)
    if b"<clientConfig" in answer.body:
        mozilla.read(answer)
        return AUTOCONFIG
    kind, content = pox.read(answer)
    return content if kind == "error" else {"outlook": SETTINGS, "mobile": MOBILESYNC}[kind]


@pytest.mark.parametrize("scheme, method, target, host, headers, body, expected", [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS])
def test_recorded(service, scheme, method, target, host, headers, body, expected):
    headers = [*headers, ("X-Forwarded-Proto", scheme)]
    answer = ask(service.address, target, method=method, host=host, headers=headers, body=body.encode())
    assert outcome(answer) == expected
    if answer.status in (302, 307):
        assert answer["Location"] == PUBLIC + target
