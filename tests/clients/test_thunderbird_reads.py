# SPDX-License-Identifier: Apache-2.0
"""Every golden Mozilla document, through Thunderbird's own reader: which server it takes, with which login, and which it refuses."""
from pathlib import Path
from xml.etree import ElementTree

import pytest

GOLDEN = Path(__file__).parents[1] / "protocols" / "golden"
DOCUMENTS = sorted(GOLDEN.glob("*.mozilla.xml"))
ADDRESS = "007@example.com"

# It wants a server each way, and knows OAuth2 for a handful of hosts that are built in.
REFUSED = {"no-submission", "submission-only", "activesync-only", "oauth2-only"}


def first(document, element, types):
    for server in document.iterfind(f"emailProvider/{element}"):
        if server.get("type") in types:
            return server
    return None


def taken(server):
    login = server.findtext("username")
    for placeholder, value in (("%EMAILADDRESS%", ADDRESS), ("%EMAILLOCALPART%", "007"), ("%EMAILDOMAIN%", "example.com")):
        login = login.replace(placeholder, value)
    return {
        "type": server.get("type"), "hostname": server.findtext("hostname"), "port": int(server.findtext("port")),
        "socketType": server.findtext("socketType"), "username": login,
    }


@pytest.mark.client("Thunderbird", "autoconfig")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name.split(".")[0])
def test_document(thunderbird, saw, path):
    found = thunderbird.read(path.read_text(), ADDRESS)
    if path.name.split(".")[0] in REFUSED:
        assert not found["found"]
        return
    assert found["found"], found
    document = ElementTree.parse(path).getroot()
    assert found["displayName"] == document.findtext("emailProvider/displayName")
    for way, element, types in (("incoming", "incomingServer", ("imap", "pop3")), ("outgoing", "outgoingServer", ("smtp",))):
        del found[way]["auth"]
        assert found[way] == taken(first(document, element, types))
    saw(thunderbird.version, "golden documents", ["displayName", *found["incoming"]])
