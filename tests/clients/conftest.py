# SPDX-License-Identifier: Apache-2.0
"""One private network a run: names, certificates, nginx on 443 and 80, and the service behind it.  ./dev test clients makes the namespace."""
import functools
import os
import subprocess

import pytest

from harness.authority import Authority
from harness.nginx import Nginx
from harness.process import Process, listens
from harness.service import Service
from harness.settings import settings

from .seen import Seen
from .thunderbird import Thunderbird

HERE = "192.0.2.1"

# Which names of a mail domain exist; what does not exist cannot be asked.
NAMES = [
    "example.test", "autoconfig.example.test", "autodiscover.example.test",
    "wellknown.test",
    "autodiscover.discover.test",
    "plain.test", "autoconfig.plain.test", "autodiscover.plain.test",
    "unknown.test", "autoconfig.unknown.test",
    "starttls.test", "autoconfig.starttls.test",
    "autodiscover.redirect.test",
    "autoconfig.provider.test", "mx.provider.test",
]
UNCERTIFIED = ("plain.test", "redirect.test")  # their hosts have no certificate that anybody trusts
MAIL_EXCHANGERS = {"hosted.test": "mx.provider.test"}
SERVICES = {"_autodiscover._tcp.service.test": "autoconfig.example.test"}


SEEN = Seen()


def pytest_configure(config):
    config.addinivalue_line("markers", "client(name, protocol): which client this is about, and what of ours it reads")
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True).stdout.splitlines()
    if len(links) != 1:
        pytest.exit("the clients need a network namespace of their own: ./dev test clients", 3)


def pytest_sessionfinish(exitstatus):
    if exitstatus == pytest.ExitCode.OK and os.environ.get("WRITE_SEEN"):
        SEEN.write()


@pytest.fixture
def saw(request):
    """saw(version, way, fields), once all of a test's assertions held: the client accepted these fields."""
    (mark,) = request.node.iter_markers("client")
    return functools.partial(SEEN.add, *mark.args)


@pytest.fixture(scope="session")
def network(tmp_path_factory):
    """Loopback, an address, and a name server for everybody who asks resolv.conf."""
    directory = tmp_path_factory.mktemp("network")
    for words in (["link", "set", "lo", "up"], ["address", "add", f"{HERE}/32", "dev", "lo"]):
        subprocess.run(["ip", *words], check=True)
    (directory / "resolv.conf").write_text(f"nameserver {HERE}\noptions timeout:1 attempts:1\n")
    (directory / "hosts").write_text("127.0.0.1 localhost\n")
    for name in ("resolv.conf", "hosts"):
        subprocess.run(["mount", "--bind", directory / name, f"/etc/{name}"], check=True)
    records = [f"--host-record={name},{HERE}" for name in NAMES]
    records += [f"--mx-host={domain},{exchanger},10" for domain, exchanger in MAIL_EXCHANGERS.items()]
    records += [f"--srv-host={service},{host},443" for service, host in SERVICES.items()]
    dnsmasq = Process(["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root", "--group=root",
                       "--pid-file=", f"--listen-address={HERE}", "--bind-interfaces", "--local=/test/", "--log-facility=-", *records],
                      directory / "dnsmasq.log")
    dnsmasq.wait_for(lambda: listens((HERE, 53)), "the name server")
    yield
    dnsmasq.end()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def service(tmp_path_factory, authority):
    domains = {name: {} for name in ("example.test", "wellknown.test", "discover.test", "plain.test", "redirect.test", "hosted.test",
                                     "service.test")}
    domains["starttls.test"] = settings()["domains"]["starttls.test"]
    profiles = {"organization": "Example", "identifier": "test.example.autoconfig", "signing": authority.signer()}
    service = Service(tmp_path_factory.mktemp("service"), settings(domains=domains, profiles=profiles))
    yield service
    service.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory, network, authority, service):
    """nginx as we hand it out, on the real ports."""
    certified = [name for name in NAMES if not name.endswith(UNCERTIFIED)]
    chain, key = authority.server("site", certified)
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), "%s:%d" % service.address, chain, key, ["example.test", "wellknown.test"],
                  plain=(HERE, 80), secure=(HERE, 443))
    yield nginx
    nginx.end()


@pytest.fixture(scope="session")
def thunderbird(tmp_path_factory, site, authority):
    thunderbird = Thunderbird(tmp_path_factory.mktemp("thunderbird"), authority.root)
    yield thunderbird
    thunderbird.end()
