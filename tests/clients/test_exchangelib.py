# SPDX-License-Identifier: Apache-2.0
"""exchangelib's Autodiscover, a client for Exchange: it finds our document in all the ways it knows, reads it, and misses only an EWS URL."""
import pytest

exchangelib = pytest.importorskip("exchangelib")

from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery  # noqa: E402 (only when it is there)
from exchangelib.autodiscover.properties import Autodiscover  # noqa: E402


@pytest.fixture
def discovery(monkeypatch, site, authority):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.root))

    def make(address):
        exchangelib.autodiscover.clear_cache()
        return PoxAutodiscovery(address, exchangelib.Credentials(address, "secret"))

    return make


@pytest.mark.parametrize("address, way", [
    ("jane@example.test", "the mail domain's own web site"),
    ("jane@discover.test", "the autodiscover host"),
    ("jane@service.test", "the SRV record"),
])
def test_document_is_found_and_read(discovery, address, way):
    with pytest.raises(ValueError, match="No EWS URL"):
        discovery(address).discover()


def test_unknown_domain(discovery):
    with pytest.raises(exchangelib.errors.AutoDiscoverFailed, match="All steps"):
        discovery("jane@unknown.test").discover()


def test_what_it_reads(service):
    answer = service.ask("/Autodiscover/Autodiscover.xml", method="POST", body=Autodiscover.payload("jane@example.test"),
                         headers=[("Content-Type", "text/xml; charset=utf-8")])
    found = Autodiscover.from_bytes(answer.body).response.account
    imap, _pop3, smtp, *_dav = found.protocols
    assert (imap.server, imap.port, imap.ssl, imap.spa, imap.login_name) == ("imap.example.test", 993, True, False, "jane@example.test")
    assert (smtp.server, smtp.port, smtp.ssl, smtp.auth_required) == ("smtp.example.test", 465, True, True)
