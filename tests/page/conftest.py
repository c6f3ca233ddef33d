# SPDX-License-Identifier: Apache-2.0
"""One site a run, two browsers that read it with and without scripts, and a person's phone."""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from harness.authority import Authority
from harness.browser import Browser, PHONE
from harness.directory import Sqlite
from harness.links import Key, key_file
from harness.process import LOOPBACK, ROOT, free_address
from harness.service import Service
from harness.settings import IMPLICIT, STARTTLS, settings

AXE = Path(os.environ.get("AXE", ROOT / "build" / "axe" / "axe.min.js"))
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19" fill="#0b6e4f"/>
<path d="M9 14h22v14H9zl11 8 11-8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round"/></svg>"""
WORDS = {"ar": str(Path(__file__).with_name("ar.txt"))}
PALE, DARK = "#ffe9a8", "#101840"

# Nobody's domain has them all; the calendar of pale.test is elsewhere than its contacts.
OAUTH2 = [{**service, "authentication": ["oauth2"]} for service in IMPLICIT if service["type"] in ("imap", "submission")]
APART = [*STARTTLS, {"type": "caldav", "url": "https://dav.example.test:8443/cal/%EMAILADDRESS%/"}, {"type": "carddav", "url": "https://cards.example.test/"},
         {"type": "webmail", "url": "https://webmail.example.test/"}]
POP = [service for service in IMPLICIT if service["type"] in ("pop3", "submission")]
NOBODYS = [{"type": "imap", "host": "imap.example.test", "port": 993, "security": "tls", "authentication": ["gssapi"]},
           {"type": "submission", "host": "smtp.example.test", "port": 465, "security": "tls"}]

# anna writes her name in other letters, and has another login; the rest is as in all tests.
PEOPLE = """
INSERT INTO carbone_mailbox (address, domain, display_name, login) VALUES ('anna@example.test', 'example.test', 'Анна Müller 🌻', 'a.mueller');
INSERT INTO carbone_service (domain, position, type, url) VALUES (NULL, 30, 'caldav', 'https://dav.example.test/'), (NULL, 40, 'carddav', 'https://dav.example.test/');
"""
KEY = Key("page")


class Elsewhere(ThreadingHTTPServer):
    """A site of somebody else's, which keeps what it was told of where its readers came from.  Threads: a browser opens connections that it may not use."""

    def __init__(self):
        super().__init__((LOOPBACK, 0), _Reader)
        self.referrers = []
        self.url = f"http://help.test:{self.server_address[1]}/start"
        Thread(target=self.serve_forever, daemon=True).start()


class _Reader(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/start":
            self.server.referrers.append(self.headers["Referer"])
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Help</title><h1>Help</h1>")

    def log_message(self, *_):
        pass


def serve(folder, chosen):
    """A service whose public address is the one that it listens at."""
    host, port = free_address()
    chosen["server"] |= {"listen": [f"{host}:{port}"], "public_url": f"http://{host}:{port}"}
    service = Service(folder, chosen)
    service.url = f"http://{host}:{port}"
    service.at = lambda name: f"http://{name}:{port}/"
    return service


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signing(authority):
    return {"organization": "Example", "identifier": "test.example.autoconfig", "signing": authority.signer()}


@pytest.fixture(scope="session")
def elsewhere():
    server = Elsewhere()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, signing, elsewhere):
    """Settings alone: domains of many kinds, brands, and words of the operator's."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "logo.svg").write_text(LOGO)
    provider = {"name": "Example Mail", "short_name": "Example", "documentation": {"url": elsewhere.url, "title": "How to start"}, "help": "https://help.example.test/"}
    brand = {"name": "Green Mail", "color": "#0b6e4f", "logo": {"file": str(folder / "logo.svg")}}
    chosen = settings(provider=provider, profiles=signing, allow_cleartext=True, page={"texts": WORDS})
    chosen["domains"] |= {"green.test": {"provider": brand}, "pop.test": {"services": POP}, "oauth2.test": {"services": OAUTH2},
                          "pale.test": {"services": APART, "pacc": False, "provider": {"name": "Pale Mail", "color": PALE}},
                          "dark.test": {"provider": {"name": "Dark Mail", "color": DARK}}, "kerberos.test": {"services": NOBODYS}}
    chosen["oauth2"] = {"issuer": "https://login.example.test", "authorization_url": "https://login.example.test/auth",
                        "token_url": "https://login.example.test/token", "scope": "mail", "client_id": "page"}
    service = serve(folder, chosen)
    yield service
    service.stop()


@pytest.fixture(scope="session")
def people(tmp_path_factory, signing):
    """A directory, and profiles for those who hold a link."""
    folder = tmp_path_factory.mktemp("people")
    directory = Sqlite(folder)
    directory.sql(PEOPLE)
    chosen = settings(provider={"name": "Example Mail"}, page={"texts": WORDS})
    del chosen["services"], chosen["domains"]
    profiles = {**signing, "access": "link", "link_key_file": key_file(folder / "link.keys", KEY)}
    service = serve(folder, {**chosen, "directory": {"url": directory.url}, "profiles": profiles})
    service.link = lambda address, **options: f"{service.url}/profile/{KEY.mint(address, **options)}"
    yield service
    service.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    window = Browser(tmp_path_factory.mktemp("chromium"), LOOPBACK)
    yield window
    window.close()


@pytest.fixture
def browser(chromium):
    chromium.reset()
    return chromium


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """One without scripts."""
    window = Browser(tmp_path_factory.mktemp("plain"), LOOPBACK, scripts=False)
    yield window
    window.close()


@pytest.fixture(scope="session")
def handset(tmp_path_factory):
    """One that goes nowhere but where a test sends it."""
    window = Browser(tmp_path_factory.mktemp("phone"), LOOPBACK)
    yield window
    window.close()


@pytest.fixture
def phone(handset):
    handset.reset()
    handset.resize(PHONE, 2)
    return handset


@pytest.fixture(scope="session")
def axe():
    if not AXE.exists():
        pytest.skip("axe-core is not there: tests/page/fetch-axe gets it")
    return AXE.read_text(encoding="utf-8")
