# SPDX-License-Identifier: Apache-2.0
"""exchangelib's Autodiscover, a client for Exchange: it finds our document in all the ways it knows, reads it, and misses only an EWS URL."""
import pytest

exchangelib = pytest.importorskip("exchangelib")

from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery  # noqa: E402 (only when it is there)
from exchangelib.autodiscover.properties import Autodiscover  # noqa: E402

pytestmark = pytest.mark.client("exchangelib", "Autodiscover, Outlook schema")


@pytest.fixture
def discovery(monkeypatch, site, authority):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.root))

    def make(address):
        exchangelib.autodiscover.clear_cache()
        return PoxAutodiscovery(address, exchangelib.Credentials(address, "secret"))

    return make


@pytest.mark.parametrize("address, way", [
    ("jane@example.test", "domain's own web site"),
    ("jane@discover.test", "autodiscover host"),
    ("jane@service.test", "SRV record"),
])
def test_document_is_found_and_read(discovery, saw, address, way):
    with pytest.raises(ValueError, match="No EWS URL"):
        discovery(address).discover()
    saw(exchangelib.__version__, way, [])


def test_unknown_domain(discovery):
    with pytest.raises(exchangelib.errors.AutoDiscoverFailed, match="All steps"):
        discovery("jane@unknown.test").discover()


def test_what_it_reads(service, saw):
    answer = service.ask("/Autodiscover/Autodiscover.xml", method="POST", body=Autodiscover.payload("jane@example.test"),
                         headers=[("Content-Type", "text/xml; charset=utf-8")])
    found = Autodiscover.from_bytes(answer.body).response.account
    imap, _pop3, smtp, *_dav = found.protocols
    read = {"Server": "server", "Port": "port", "SSL": "ssl", "SPA": "spa", "LoginName": "login_name", "AuthRequired": "auth_required"}
    entries = [{name: getattr(protocol, attribute) for name, attribute in read.items()} for protocol in (imap, smtp)]
    common = {"SSL": True, "SPA": False, "LoginName": "jane@example.test", "AuthRequired": True}
    assert entries == [{"Server": "imap.example.test", "Port": 993, **common}, {"Server": "smtp.example.test", "Port": 465, **common}]
    saw(exchangelib.__version__, "its reader", read)
