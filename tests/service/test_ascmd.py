# SPDX-License-Identifier: Apache-2.0
"""The conformance cases of MS-ASCMD's S01_Autodiscover for ActiveSync clients, as far as rulings 15 takes them over."""
import re
import subprocess
from xml.etree import ElementTree

import pytest

from harness.process import ROOT
from harness.settings import EAS

from .pox import ANSWER, MOBILE, MOBILE_REQUEST, mobile, post, request

SCHEMA = ROOT / "tests" / "protocols" / "schema" / "autodiscover.xsd"


def validated(answer, tmp_path):
    """The document's Response, of an answer that every client can read and the schema knows."""
    assert (answer.status, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    (tmp_path / "document").write_bytes(answer.body)
    subprocess.run(["xmllint", "--nonet", "--noout", "--schema", SCHEMA, tmp_path / "document"], check=True, capture_output=True)
    (response,) = ElementTree.fromstring(answer.body)
    return response


def fault(answer, tmp_path):
    """The code of an Error, whose moment and number have the required form."""
    response = validated(answer, tmp_path)
    assert response.tag == f"{{{ANSWER}}}Response"
    (error,) = response
    assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{7}", error.get("Time"))
    assert 0 <= int(error.get("Id")) < 2**32
    assert [child.tag for child in error] == [f"{{{ANSWER}}}{name}" for name in ("ErrorCode", "Message", "DebugData")]
    assert error[0].text and error[1].text and error[2].text is None
    return int(error[0].text), error[1].text


def outline(element):
    """An element as nested lists of names and texts, all of the asked namespace."""
    assert element.tag.startswith(f"{{{MOBILE}}}")
    name = element.tag.split("}")[1]
    return [name, *map(outline, element)] if len(element) else [name, element.text]


@pytest.mark.parametrize("user", ["jane", "nobody-here"])
def test_tc01_success_and_tc02_unknown_user(service, tmp_path, user):
    """TC02 wants another answer for a user who does not exist; that would tell strangers who does."""
    address = f"{user}@example.test"
    assert outline(validated(post(service.address, mobile(address)), tmp_path)) == [
        "Response", ["Culture", "en:us"], ["User", ["DisplayName", address], ["EMailAddress", address]],
        ["Action", ["Settings", ["Server", ["Type", "MobileSync"], ["Url", EAS], ["Name", EAS]]]]]


def test_tc03_two_requests(service, tmp_path):
    one = mobile("jane@example.test")
    body = one.replace(b"</Request>", b"</Request>" + one[one.index(b"<Request>"):one.index(b"</Autodiscover>")])
    assert body.count(b"<Request>") == 2
    assert fault(post(service.address, body), tmp_path) == (600, "Invalid Request")


def test_tc04_unknown_schema(service, tmp_path):
    body = request("jane@example.test", MOBILE + "XX", MOBILE_REQUEST)
    assert fault(post(service.address, body), tmp_path) == (601, "Provider is not available")
