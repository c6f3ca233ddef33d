# SPDX-License-Identifier: Apache-2.0
"""What an operator may choose, seen from outside: the catch-all, plain http, who gets profiles, what is announced, and the first page."""
import base64
import subprocess

import pytest

from harness.process import ROOT
from harness.settings import PUBLIC, STARTTLS, settings

from . import mozilla, pox
from .mozilla import PATH as AUTOCONFIG
from .mozilla import WELL_KNOWN
from .pox import mobile, post, request

HTTP = [("X-Forwarded-Proto", "http")]
SCHEMAS = ROOT / "tests" / "protocols" / "schema"


# ---- "*" ----

@pytest.fixture
def catch_all(start):
    return start(settings(domains={"example.test": {}, "*": {"services": STARTTLS}}))


@pytest.mark.parametrize("domain, served", [
    ("example.test", True), ("anything.test", True), ("deep.sub.anything.test", True), ("xn--bcher-kva.test", True),
    ("localhost", False), ("test", False), ("com", False), ("co.uk", False), ("127.0.0.1", False), ("192.0.2.1", False),
])
def test_catch_all(catch_all, domain, served):
    """For names of two labels or more that nobody can register others under; a listed domain keeps its own settings."""
    answer = catch_all.ask(f"{AUTOCONFIG}?emailaddress=jane%40{domain}", host="192.0.2.1")
    assert answer.status == (200 if served else 404)
    if served:
        host = "imap.example.test" if domain == "example.test" else f"mail.{domain}"
        assert mozilla.read(answer)["incoming"][0][1] == host
        assert mozilla.read(answer)["id"] == domain


def test_catch_all_by_host_and_autodiscover(catch_all):
    assert mozilla.read(catch_all.ask(AUTOCONFIG, host="autoconfig.anything.test"))["id"] == "anything.test"
    assert pox.read(post(catch_all.address, request("jane@anything.test")))[1]["protocols"][0]["Server"] == "mail.anything.test"


def test_catch_all_signs_nothing(catch_all):
    for domain, status in (("anything.test", 404), ("example.test", 200)):
        assert catch_all.ask(f"/mobileconfig?emailaddress=jane%40{domain}").status == status


# ---- plain http ----

@pytest.mark.parametrize("path, host, target", [
    (AUTOCONFIG, "autoconfig.example.test", "/v1.1/example.test"),
    (AUTOCONFIG + "?emailaddress=jane%40other.test", "autoconfig.example.test", "/v1.1/other.test?emailaddress=jane%40other.test"),
    (WELL_KNOWN + "?a=b+c", "example.test", "/v1.1/example.test?a=b+c"),
])
def test_plain_http_switched_off(start, path, host, target):
    """The redirect names the chosen domain, since the Host that said so is lost on the way."""
    service = start(settings({"plain_http": False}))
    answer = service.ask(path, host=host, headers=HTTP)
    assert answer.status == 302 and answer["Location"] == PUBLIC + target
    assert mozilla.read(service.ask(path, host=host))["id"] == mozilla.read(service.ask(target, host="autoconfig.example.test"))["id"]


def test_plain_http_switched_off_leads_no_stranger_anywhere(start):
    service = start(settings({"plain_http": False}))
    answer = service.ask(AUTOCONFIG, host="autoconfig.unknown.test", headers=HTTP)
    assert answer.status == 404 or answer["Location"].startswith(PUBLIC + "/")


def test_profiles_are_for_https(service):
    answer = service.ask("/mobileconfig?emailaddress=jane%40example.test", headers=HTTP)
    assert answer.status == 302 and answer["Location"] == PUBLIC + "/mobileconfig?emailaddress=jane%40example.test"


# ---- who gets profiles ----

def test_access_by_link(start, tmp_path):
    keys = tmp_path / "link.keys"
    keys.write_text("first:" + base64.b64encode(bytes(range(32))).decode() + "\n")
    keys.chmod(0o600)
    service = start(settings(profiles={"identifier": "test.example.autoconfig", "access": "link", "link_key_file": str(keys)}))
    assert service.ask("/mobileconfig?emailaddress=jane%40example.test").status == 404
    assert service.ask(AUTOCONFIG).status == 200


# ---- what is announced ----

@pytest.mark.parametrize("services, incoming, outgoing, pox_types", [
    ([0], ["imap"], [], ["IMAP"]),
    ([1], ["pop3"], [], ["POP3"]),
    ([2], [], ["smtp"], ["SMTP"]),
    ([2, 1, 0], ["imap", "pop3"], ["smtp"], ["IMAP", "POP3", "SMTP"]),
])
def test_only_what_is_configured(start, services, incoming, outgoing, pox_types):
    """IMAP stands before POP3 whatever the order of the settings: several clients look at the first only."""
    chosen = settings()
    chosen["services"] = [chosen["services"][number] for number in services]
    service = start(chosen)
    read = mozilla.read(service.ask(AUTOCONFIG))
    assert ([server[0] for server in read["incoming"]], [server[0] for server in read["outgoing"]]) == (incoming, outgoing)
    _, document = pox.read(post(service.address, request("jane@example.test")))
    assert [protocol["Type"] for protocol in document["protocols"]] == pox_types


def test_several_of_a_type_keep_their_order(start):
    chosen = settings()
    chosen["services"] = [{**chosen["services"][0], "host": f"imap{number}.example.test"} for number in (3, 1, 2)] + chosen["services"][2:3]
    service = start(chosen)
    assert [server[1] for server in mozilla.read(service.ask(AUTOCONFIG))["incoming"]] == [f"imap{number}.example.test" for number in (3, 1, 2)]


def test_activesync_alone(start):
    """Nothing for the outlook schema: error 501, not an empty document."""
    chosen = settings()
    chosen["services"] = chosen["services"][5:6]
    service = start(chosen)
    assert pox.read(post(service.address, request("jane@example.test"))) == ("error", 501)
    assert pox.read(post(service.address, mobile("jane@example.test")))[0] == "mobile"


def test_texts_are_escaped(start):
    name = "A & B <\"'> Ünïcode 雪"
    service = start(settings(provider={"name": name, "short_name": "A & B"}))
    assert mozilla.read(service.ask(AUTOCONFIG))["name"] == name
    assert mozilla.read(service.ask(AUTOCONFIG, host="autoconfig.other.test"))["name"] == "Other Mail"


@pytest.mark.parametrize("address", ["jane@example.test", "jane@starttls.test", "jane@other.test", "a&b@example.test"])
def test_vendors_schemas(service, tmp_path, address):
    """Each document is what its schema allows."""
    answers = {
        "autoconfig.rng": service.ask(AUTOCONFIG, host="autoconfig." + address.split("@")[1]),
        "autodiscover.xsd": post(service.address, request(address)),
    }
    for schema, answer in answers.items():
        (tmp_path / "document").write_bytes(answer.body)
        option = "--relaxng" if schema.endswith(".rng") else "--schema"
        subprocess.run(["xmllint", "--nonet", "--noout", option, SCHEMAS / schema, tmp_path / "document"], check=True, capture_output=True)


# ---- the first page ----

@pytest.mark.parametrize("host", ["autoconfig.example.test", "autodiscover.unknown.test", "192.0.2.1", "[::1]"])
def test_first_page(service, host):
    assert service.ask("/", host=host).status == 200
    assert service.ask("/", host=host, method="HEAD").status == 200


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "DELETE"])
def test_first_page_methods(service, method):
    assert service.ask("/", method=method).status == 405
