# SPDX-License-Identifier: Apache-2.0
"""Delta Chat's account set-up against the service behind nginx. It sends absolute-form targets, and takes the address into the query."""
import pytest

from .deltachat import PROGRAM, DeltaChat

pytestmark = [pytest.mark.skipif(not PROGRAM, reason="no deltachat-rpc-server: DELTACHAT_RPC_SERVER may name it"),
              pytest.mark.client("Delta Chat core", "autoconfig")]
FIELDS = ["hostname", "port", "socketType"]


@pytest.fixture
def deltachat(tmp_path, site):
    deltachat = DeltaChat(tmp_path)
    yield deltachat
    deltachat.end()


@pytest.mark.parametrize("address, way", [
    ("jane@example.test", "autoconfig host"), ("jane@wellknown.test", "well-known path"), ("Jane+Tag@example.test", "autoconfig host"),
])
def test_autoconfig(deltachat, saw, address, way):
    assert deltachat.find(address) == ("imap.example.test:993:tls", "smtp.example.test:465:tls")
    saw(deltachat.version(), way, FIELDS)


def test_starttls(deltachat, saw):
    assert deltachat.find("jane@starttls.test") == ("mail.starttls.test:143:starttls", "mail.starttls.test:587:starttls")
    saw(deltachat.version(), "autoconfig host", FIELDS)


def test_a_foreign_domain_is_guessed(deltachat):
    """Nothing of ours is taken for a domain that is not served."""
    assert "example.test" not in " ".join(deltachat.find("jane@unknown.test"))
