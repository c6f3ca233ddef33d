# SPDX-License-Identifier: Apache-2.0
"""What the buttons bring: a profile by its exact type and name, signed by the right root, whole, in its variants."""
import plistlib
import subprocess

import pytest

from harness.authority import Authority

from .visit import ADDRESS, open_all, visit

TYPE = "application/x-apple-aspen-config"
DOWNLOAD, MAIL, FILE = "Download profile", "Mail only", "Download file"
MAIL_TYPE = "com.apple.mail.managed"
EVERYTHING = [MAIL_TYPE, "com.apple.caldav.account", "com.apple.carddav.account"]


def verify(path, root):
    """The signed plist, or None for a signature that does not hold under this root."""
    done = subprocess.run(["openssl", "cms", "-verify", "-inform", "DER", "-in", path, "-CAfile", root, "-purpose", "any"], capture_output=True)
    return done.stdout if done.returncode == 0 else None


def button(browser, device, text):
    return next(one for one in browser.find_all(f"#{device} .button") if one.text == text)


@pytest.fixture
def result(browser, site):
    visit(browser, site.url)
    open_all(browser)
    return browser


@pytest.fixture
def profile(result):
    return result.download(button(result, "iphone", DOWNLOAD))


def test_type_and_name(result, profile):
    (response,) = [one for one in result.responses() if one["url"].endswith(".mobileconfig")]
    headers = {name.lower(): value for name, value in response["headers"].items()}
    assert (response["status"], headers["content-type"]) == (200, TYPE)
    assert headers["content-disposition"] == 'attachment; filename="example.test.mobileconfig"'
    assert profile.name.startswith("example.test") and result.find("h1").text == "Your settings", "the page stays"


def test_signature(profile, authority, tmp_path_factory):
    plist = plistlib.loads(verify(profile, authority.root))
    assert [payload["PayloadType"] for payload in plist["PayloadContent"]] == EVERYTHING
    foreign = Authority(tmp_path_factory.mktemp("foreign"))
    assert verify(profile, foreign.root) is None


def test_one_flipped_byte(profile, authority, tmp_path):
    """Anywhere: in the plist, the certificates, the signature."""
    good = profile.read_bytes()
    for place in range(40, len(good), len(good) // 12):
        (tmp_path / "flipped").write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1:])
        assert verify(tmp_path / "flipped", authority.root) != verify(profile, authority.root), place


def test_variants_are_one_profile(result, profile, authority):
    """Mail alone replaces everything on the device, and the other way round."""
    everything = plistlib.loads(verify(profile, authority.root))
    mail = plistlib.loads(verify(result.download(button(result, "iphone", MAIL)), authority.root))
    assert [payload["PayloadType"] for payload in mail["PayloadContent"]] == [MAIL_TYPE]
    for name in ("PayloadIdentifier", "PayloadUUID", "PayloadDisplayName"):
        assert mail[name] == everything[name], name
    assert mail["PayloadContent"] == [payload for payload in everything["PayloadContent"] if payload["PayloadType"] == MAIL_TYPE]


def test_mac_and_iphone_have_the_same(result, profile, authority):
    assert plistlib.loads(verify(result.download(button(result, "mac", DOWNLOAD)), authority.root)) == plistlib.loads(verify(profile, authority.root))


def test_bare_copy(result, profile, authority):
    """For readers that know no CMS: the same plist, in XML."""
    bare = result.download(button(result, "other", FILE)).read_bytes()
    assert bare.startswith(b"<?xml") and bare == verify(profile, authority.root)


def test_again_and_again(result, profile, authority):
    """No link is used up."""
    assert plistlib.loads(verify(result.download(button(result, "iphone", DOWNLOAD)), authority.root)) == plistlib.loads(verify(profile, authority.root))


def test_without_scripts(plain, site, authority):
    plain.reset()
    visit(plain, site.url)
    plain.find("#iphone summary").click()
    assert verify(plain.download(button(plain, "iphone", DOWNLOAD)), authority.root)


def test_personal(browser, people, authority):
    browser.open(people.link("anna@example.test"))
    open_all(browser)
    plist = plistlib.loads(verify(browser.download(button(browser, "iphone", DOWNLOAD)), authority.root))
    (mail,) = [payload for payload in plist["PayloadContent"] if payload["PayloadType"] == MAIL_TYPE]
    assert (mail["EmailAccountName"], mail["IncomingMailServerUsername"], mail["EmailAddress"]) == ("Анна Müller 🌻", "a.mueller", "anna@example.test")


def test_profile_has_the_name_that_the_page_says(result, profile, authority):
    """Somebody looks for it by this name, to remove it."""
    assert f"“{plistlib.loads(verify(profile, authority.root))['PayloadDisplayName']}”" in result.find("#iphone .notes").text


@pytest.mark.parametrize("domain, words", [("oauth2.test", "Mail Accounts"), ("kerberos.test", "Mail Accounts")])
def test_what_no_profile_can_say(browser, site, domain, words):
    """Then the steps are those by hand."""
    visit(browser, site.url, f"jane@{domain}")
    open_all(browser)
    assert not browser.find_all("a[href$='.mobileconfig']")
    assert words in browser.find("#iphone ol").text


def test_stranger_is_told_to_ask_for_a_link(browser, people):
    visit(browser, people.url, ADDRESS)
    open_all(browser)
    assert not browser.find_all("a[href$='.mobileconfig']") and "personal link" in browser.find("#iphone").text
