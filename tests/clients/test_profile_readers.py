# SPDX-License-Identifier: Apache-2.0
"""What opens a profile where there is no Apple device: OpenSSL its signature, libplist and Python its property list."""
import platform
import plistlib
import shutil
import subprocess

import pytest

from harness.authority import openssl

PROTOCOL = "profile"


@pytest.fixture
def signed(service, tmp_path):
    path = tmp_path / "signed"
    path.write_bytes(service.ask("/mobileconfig?emailaddress=jane%40example.test").body)
    return path


@pytest.fixture
def verified(signed, authority):
    return openssl("cms", "-verify", "-inform", "DER", "-in", signed, "-CAfile", authority.root, "-purpose", "any")


def mail(plist):
    (payload,) = [payload for payload in plist["PayloadContent"] if payload["PayloadType"] == "com.apple.mail.managed"]
    hosts = [payload[way + "MailServerHostName"] for way in ("Incoming", "Outgoing")]
    assert hosts == ["imap.example.test", "smtp.example.test"] and payload["EmailAddress"] == "jane@example.test"
    return [payload["PayloadType"] for payload in plist["PayloadContent"]]


@pytest.mark.client("OpenSSL", PROTOCOL)
def test_openssl(verified, saw):
    """Up to the root, by the intermediate that the profile brings along."""
    assert verified.startswith(b"<?xml")
    saw(openssl("version").decode().split()[1], "`cms -verify`", ["signature", "certificate chain"])


@pytest.mark.client("Python's plistlib", PROTOCOL)
def test_plistlib(verified, saw):
    saw(platform.python_version(), "its reader", mail(plistlib.loads(verified)))


@pytest.mark.client("libplist", PROTOCOL)
@pytest.mark.skipif(not shutil.which("plistutil"), reason="there is no plistutil")
def test_plistutil(verified, saw, tmp_path):
    """To its binary form, which Python reads again."""
    (tmp_path / "profile").write_bytes(verified)
    subprocess.run(["plistutil", "-i", tmp_path / "profile", "-o", tmp_path / "binary", "-f", "bin"], check=True, timeout=20)
    binary = (tmp_path / "binary").read_bytes()
    assert binary.startswith(b"bplist00")
    version = subprocess.run(["plistutil", "--version"], capture_output=True, text=True, check=False, timeout=20).stdout.split()[-1:]
    saw("".join(version), "`plistutil`", mail(plistlib.loads(binary)))
