# SPDX-License-Identifier: Apache-2.0
"""Mozilla's client configuration as a dict, read as strictly as the strictest client does (draft-ietf-mailmaint-autoconfig-06)."""
from xml.etree import ElementTree

PATH = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"


def read(answer):
    assert answer.status == 200 and answer["Content-Type"] == "text/xml; charset=utf-8", answer.head
    assert answer.body.startswith(b"<?xml ") and answer.body.endswith(b"\n") and b"\r" not in answer.body
    root = ElementTree.fromstring(answer.body)
    (provider,) = root.findall("emailProvider")
    assert root.tag == "clientConfig" and root.get("version") == "1.2"
    return {
        "id": provider.get("id"),
        "domains": [domain.text for domain in provider.findall("domain")],
        "name": provider.findtext("displayName"),
        "incoming": [_server(server) for server in provider.findall("incomingServer")],
        "outgoing": [_server(server) for server in provider.findall("outgoingServer")],
        "others": [(element.tag, element.get("type"), element.findtext("url")) for element in root if element.get("type")],
    }


def _server(element):
    leaves = [element.findtext(name) for name in ("hostname", "port", "socketType", "username")]
    return element.get("type"), *leaves, [value.text for value in element.findall("authentication")]
