# SPDX-License-Identifier: Apache-2.0
"""Apple's profiles over HTTP: media type and headers, the signature as openssl verifies it, and who gets none."""
import plistlib
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.authority import openssl
from harness.settings import settings
from harness.wire import ask

TYPE = "application/x-apple-aspen-config"


def profile(address, email, path="/mobileconfig", **options):
    return ask(address, f"{path}?emailaddress={email}", **options)


def verified(answer, authority, tmp_path):
    """The content of a signed profile, once its one signer's chain has been verified up to the root."""
    (tmp_path / "signed").write_bytes(answer.body)
    return openssl("cms", "-verify", "-inform", "DER", "-in", tmp_path / "signed", "-CAfile", authority.root, "-purpose", "any")


def mail_payload(plist):
    (mail,) = [payload for payload in plist["PayloadContent"] if payload["PayloadType"] == "com.apple.mail.managed"]
    return mail


def test_headers(service):
    answer = profile(service.address, "jane%40example.test")
    assert answer.status == 200 and answer["Content-Type"] == TYPE
    assert answer["Content-Disposition"].startswith("attachment;") and ".mobileconfig" in answer["Content-Disposition"]
    assert "jane" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_signature_and_content(service, authority, tmp_path):
    answer = profile(service.address, "jane%40example.test")
    assert answer.body[:2] == b"\x30\x82", "DER of definite length"
    plist = plistlib.loads(verified(answer, authority, tmp_path))
    assert (plist["PayloadType"], plist["PayloadVersion"], plist["PayloadOrganization"]) == ("Configuration", 1, "Example")
    mail = mail_payload(plist)
    expected = {
        "EmailAddress": "jane@example.test", "EmailAccountType": "EmailTypeIMAP",
        "IncomingMailServerHostName": "imap.example.test", "IncomingMailServerPortNumber": 993, "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": "jane@example.test", "OutgoingMailServerHostName": "smtp.example.test",
        "OutgoingMailServerPortNumber": 465, "OutgoingMailServerUseSSL": True, "OutgoingMailServerUsername": "jane@example.test",
    }
    assert {key: mail.get(key) for key in expected} == expected
    assert not any("Password" in key and isinstance(mail[key], str) and key.endswith("Password") for key in mail)
    assert len({payload["PayloadUUID"] for payload in plist["PayloadContent"]} | {plist["PayloadUUID"]}) == len(plist["PayloadContent"]) + 1


def test_structure_is_one_signer_with_the_intermediate(service, tmp_path):
    (tmp_path / "signed").write_bytes(profile(service.address, "jane%40example.test").body)
    printed = openssl("cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", tmp_path / "signed").decode()
    assert printed.count("issuerAndSerialNumber") == 1
    assert "CN=Test Intermediate" in printed and "subject: CN=Test Intermediate" in printed
    assert "subject: CN=Test Root" not in printed


def test_stable_and_personal(service, authority, tmp_path):
    """Twice the same bytes inside, so that installing again replaces; other identifiers for another address."""
    first, again, other = (verified(profile(service.address, f"{name}%40example.test"), authority, tmp_path) for name in ("jane", "jane", "joe"))
    assert first == again
    assert plistlib.loads(first)["PayloadUUID"] != plistlib.loads(other)["PayloadUUID"]


def test_letter_case_of_the_address_does_not_make_another_profile(service, authority, tmp_path):
    lower, upper = (plistlib.loads(verified(profile(service.address, email), authority, tmp_path))
                    for email in ("jane%40example.test", "JANE%40Example.TEST"))
    assert lower["PayloadUUID"] == upper["PayloadUUID"] and lower["PayloadIdentifier"] == upper["PayloadIdentifier"]


def test_parameters_of_automx2_are_not_read(service, authority, tmp_path):
    plain = verified(profile(service.address, "jane%40example.test"), authority, tmp_path)
    more = verified(profile(service.address, "jane%40example.test&name=Mallory&password=secret"), authority, tmp_path)
    assert plain == more


# the argument as it is sent, the status
ARGUMENTS = [
    ("jane%40example.test", 200),
    ("jane@example.test", 200),
    ("jane+tag@example.test", 200),
    ("jane%40example.test.", 200),
    ("j" * 64 + "%40example.test", 200),
    ("jane%40b%C3%BCcher.test", 200),
    ("jane%40unknown.test", 404),
    ("jane%40sub.example.test", 404),
    ("j" * 65 + "%40example.test", 404),
    ("j%C3%A4ne%40example.test", 404),
    ("%22quoted%22%40example.test", 404),
    ("%3Cscript%3E%40example.test", 404),
    ("a%26b%40example.test", 200),
    ("", 404),
    ("jane", 404),
    ("jane%00%40example.test", 404),
]


@pytest.mark.parametrize("argument, status", ARGUMENTS)
@pytest.mark.parametrize("path", ["/mobileconfig", "/mobileconfig/"])
def test_for_whom(service, path, argument, status):
    """A stranger's words stand in what we sign only as an ASCII dot-atom of at most 64 letters, of a domain that we list."""
    answer = profile(service.address, argument, path)
    assert answer.status in ((status,) if status == 200 else (status, 400)), answer.body
    assert (answer["Content-Type"] == TYPE) == (status == 200)


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("OPTIONS", 204), ("POST", 405), ("PUT", 405)])
def test_methods(service, method, status):
    assert profile(service.address, "jane%40example.test", method=method).status == status


def test_unsigned_when_asked_for(service, authority, tmp_path):
    """What the signature holds, bare: not every importer reads CMS.  No other word for it is known."""
    signed = verified(profile(service.address, "jane%40example.test"), authority, tmp_path)
    answer = profile(service.address, "jane%40example.test&sign=0")
    assert answer.status == 200 and answer["Content-Type"] == TYPE and answer.body == signed
    assert profile(service.address, "jane%40example.test&sign=off").body[:2] == b"\x30\x82"


def test_mail_alone(service):
    """One question for a password instead of three; the same profile, so that one replaces the other."""
    full, mail = (plistlib.loads(profile(service.address, f"jane%40example.test&sign=0{variant}").body) for variant in ("", "&variant=mail"))
    assert [payload["PayloadType"] for payload in mail["PayloadContent"]] == ["com.apple.mail.managed"]
    assert len(full["PayloadContent"]) > 1
    assert all(full[key] == mail[key] for key in full if key != "PayloadContent") and full["PayloadContent"][0] == mail["PayloadContent"][0]


def test_unsigned_without_a_key(start, tmp_path):
    service = start(settings())
    answer = profile(service.address, "jane%40example.test")
    assert answer.status == 200 and answer["Content-Type"] == TYPE
    assert mail_payload(plistlib.loads(answer.body))["EmailAddress"] == "jane@example.test"


def test_many_at_once(service, authority, tmp_path):
    """More signatures wanted than the signer takes at a time: each is right, or 503, and none is another's."""
    names = [f"person{number}" for number in range(200)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda name: profile(service.address, f"{name}%40example.test"), names))
    assert {answer.status for answer in answers} <= {200, 503} and [answer.status for answer in answers].count(200) > 100
    for name, answer in list(zip(names, answers))[::10]:
        if answer.status == 200:
            plist = plistlib.loads(verified(answer, authority, tmp_path))
            assert mail_payload(plist)["EmailAddress"] == f"{name}@example.test"


def test_well_formed(start, tmp_path):
    service = start(settings())
    path = tmp_path / "profile.mobileconfig"
    path.write_bytes(profile(service.address, "jane%40example.test").body)
    subprocess.run(["xmllint", "--nonet", "--noout", "--noent", path], check=True)


def test_nobody_gets_a_profile_that_would_be_removed_at_once(start, signing):
    """A day in the settings passes by itself: the service starts again all the same, and answers others."""
    service = start(settings(profiles={**signing, "removal_date": "2026-01-01"}))
    assert profile(service.address, "jane%40example.test").status == 404
    assert service.ask("/mail/config-v1.1.xml?emailaddress=jane%40example.test").status == 200
    assert "profiles.removal_date: 2026-01-01 has passed" in service.log
