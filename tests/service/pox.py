# SPDX-License-Identifier: Apache-2.0
"""Autodiscover's plain old XML: requests in its several spellings, answers as dicts (MS-OXDSCLI, MS-ASCMD 2.2.1.1)."""
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from harness.wire import ask

PATH = "/autodiscover/autodiscover.xml"
BASE = "http://schemas.microsoft.com/exchange/autodiscover"
OUTLOOK_REQUEST = f"{BASE}/outlook/requestschema/2006"
MOBILE_REQUEST = f"{BASE}/mobilesync/requestschema/2006"
OUTLOOK = f"{BASE}/outlook/responseschema/2006a"
MOBILE = f"{BASE}/mobilesync/responseschema/2006"
ANSWER = f"{BASE}/responseschema/2006"


def request(address, schema=OUTLOOK, namespace=OUTLOOK_REQUEST):
    return (f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{namespace}"><Request><EMailAddress>{escape(address)}</EMailAddress>'
            f"<AcceptableResponseSchema>{schema}</AcceptableResponseSchema></Request></Autodiscover>").encode()


def mobile(address):
    return request(address, MOBILE, MOBILE_REQUEST)


def post(address, body, target=PATH, headers=(("Content-Type", "text/xml; charset=utf-8"),), host="autodiscover.example.test", **options):
    return ask(address, target, method="POST", body=body, headers=headers, host=host, **options)


def read(answer):
    """The document of an answer: ("error", code), ("outlook", {…}) or ("mobile", {…})."""
    assert answer.status == 200 and answer["Content-Type"] == "text/xml; charset=utf-8", answer.head
    assert answer.body.startswith(b"<?xml ") and b"<!DOCTYPE" not in answer.body
    root = ElementTree.fromstring(answer.body)
    assert root.tag == f"{{{ANSWER}}}Autodiscover"
    (response,) = root
    return {f"{{{ANSWER}}}Response": _error, f"{{{OUTLOOK}}}Response": _outlook, f"{{{MOBILE}}}Response": _mobile}[response.tag](response)


def _text(element, path, namespace):
    return element.findtext("/".join(f"{{{namespace}}}{name}" for name in path.split("/")))


def _error(response):
    (error,) = response
    return "error", int(_text(error, "ErrorCode", ANSWER))


def _outlook(response):
    protocols = [{child.tag.split("}")[1]: child.text for child in protocol} for protocol in response.iter(f"{{{OUTLOOK}}}Protocol")]
    return "outlook", {
        "name": _text(response, "User/DisplayName", OUTLOOK),
        "address": _text(response, "User/AutoDiscoverSMTPAddress", OUTLOOK),
        "action": _text(response, "Account/Action", OUTLOOK),
        "type": _text(response, "Account/AccountType", OUTLOOK),
        "protocols": protocols,
    }


def _mobile(response):
    return "mobile", {
        "culture": _text(response, "Culture", MOBILE),
        "address": _text(response, "User/EMailAddress", MOBILE),
        "servers": [tuple(child.text for child in server) for server in response.iter(f"{{{MOBILE}}}Server")],
    }
