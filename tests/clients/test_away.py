# SPDX-License-Identifier: Apache-2.0
"""The service is away, or hangs, and nginx alone says so: clients find nothing, go on soon, and nobody is asked for a password."""
import os
import signal
import time

import pytest

from .deltachat import PROGRAM, DeltaChat

exchangelib = pytest.importorskip("exchangelib")

from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery  # noqa: E402 (only when it is there)


@pytest.fixture
def hanging(site, service):
    """It takes connections and says nothing, for longer than clients wait."""
    family = service.process.family()
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in reversed(family):
        os.kill(pid, signal.SIGCONT)


def test_thunderbird_of_a_service_that_hangs(thunderbird, hanging):
    """Five seconds for autoconfig, as many for Autodiscover beside it; then it guesses."""
    started = time.monotonic()
    assert thunderbird.find("jane@example.test", "secret") == {"found": False, "asked": None}
    assert 4 < time.monotonic() - started < 20


@pytest.fixture(scope="module")
def away(site, service):
    service.stop()
    yield
    service.start()


@pytest.mark.parametrize("address", ["jane@example.test", "jane@discover.test", "jane@service.test"])
def test_thunderbird(away, thunderbird, address):
    started = time.monotonic()
    found = thunderbird.find(address, "secret")
    assert found["found"] is False and found["asked"] in (None, "example.test")
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("address", ["jane@example.test", "jane@discover.test"])
def test_exchangelib(away, monkeypatch, authority, address):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.root))
    exchangelib.autodiscover.clear_cache()
    with pytest.raises(exchangelib.errors.AutoDiscoverFailed, match="All steps"):
        PoxAutodiscovery(address, exchangelib.Credentials(address, "secret")).discover()


@pytest.mark.skipif(not PROGRAM, reason="no deltachat-rpc-server: DELTACHAT_RPC_SERVER may name it")
def test_deltachat(away, tmp_path):
    deltachat = DeltaChat(tmp_path)
    assert "example.test" not in " ".join(deltachat.find("jane@wellknown.test"))
    deltachat.end()
