# SPDX-License-Identifier: Apache-2.0
"""Who is believed about scheme, host and sender; and nginx, as deploy/nginx/ sets it up, before the service."""
import pytest

from harness.nginx import Nginx
from harness.process import free_address
from harness.settings import PUBLIC, settings
from harness.wire import Wire, ask, encode

from . import mozilla, pox
from .mozilla import WELL_KNOWN
from .mozilla import PATH as AUTOCONFIG
from .pox import PATH, post, request

HTTP = ("X-Forwarded-Proto", "http")
HTTPS = ("X-Forwarded-Proto", "https")


def get(service, *headers, path=PATH, method="GET", host="autodiscover.example.test"):
    return service.ask(path, method=method, headers=headers, host=host)


@pytest.mark.parametrize("method, status", [("GET", 302), ("HEAD", 302), ("POST", 307)])
@pytest.mark.parametrize("path", [PATH, "/Autodiscover/Autodiscover.xml", PATH + "?a=b%20c&d"])
def test_plain_http_leads_to_https(service, path, method, status):
    """To a configured URL, never to the Host; the query is kept; GET may not be 307 (clients that follow 301 and 302 only)."""
    answer = get(service, HTTP, path=path, method=method)
    assert answer.status == status
    location = answer["Location"]
    assert location.lower() == (PUBLIC + path).lower()
    assert answer["Cache-Control"] in (None, "no-store")


def test_redirect_does_not_wait_for_the_body(service):
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [("Host", "autodiscover.example.test"), HTTP, ("Content-Length", "400")]))
        assert wire.answer("POST").status == 307


def test_allow_on_plain_http(service):
    """There GET is an answer of its own, so Allow names it."""
    assert {"GET", "HEAD", "POST", "OPTIONS"} == get(service, HTTP, method="PUT").allow()


@pytest.mark.parametrize("headers", [
    [HTTPS],
    [],
    [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "http")],
    [("X-Forwarded-Proto", "http, https")],
    [("X-Forwarded-Proto", "ftp")],
    [("X-Forwarded-Proto", "")],
    [("Forwarded", "proto=http")],
    [("X-Forwarded-Scheme", "http")],
    [("Front-End-Https", "off")],
], ids=str)
def test_not_plain_http(service, headers):
    """Only one clear word of a trusted proxy says http; without one the scheme is that of public_url."""
    assert get(service, *headers).status == 405


@pytest.mark.parametrize("trusted, status", [(["127.0.0.0/8", "::1"], 302), (["192.0.2.0/24"], 405), ([], 405), (["::ffff:127.0.0.0/104"], 302)])
def test_only_a_trusted_proxy_is_believed(start, trusted, status):
    service = start(settings({"trusted_proxies": trusted}))
    assert get(service, HTTP).status == status


def test_one_address_of_many_is_trusted(start):
    service = start(settings({"trusted_proxies": ["127.0.0.9"]}))
    for source, status in (("127.0.0.9", 302), ("127.0.0.8", 405)):
        assert ask(service.address, PATH, headers=[HTTP], source=source).status == status


@pytest.mark.parametrize("forwarded, headers, domain", [
    (["for", "proto"], [("X-Forwarded-Host", "autoconfig.other.test")], "example.test"),
    (["for", "proto", "host"], [("X-Forwarded-Host", "autoconfig.other.test")], "other.test"),
    (["for", "proto", "host"], [("X-Forwarded-Host", "autoconfig.other.test, autoconfig.example.test")], "example.test"),
    (["for", "proto", "host"], [("X-Forwarded-Host", "autoconfig.other.test")] * 2, "example.test"),
    (["for", "proto", "host"], [], "example.test"),
])
def test_forwarded_host(start, forwarded, headers, domain):
    service = start(settings({"forwarded": forwarded}))
    assert mozilla.read(service.ask(AUTOCONFIG, headers=headers))["id"] == domain


@pytest.mark.parametrize("trusted, status", [(["127.0.0.0/8"], 405), (["unix"], 302)])
def test_unix_socket(start, tmp_path, trusted, status):
    """A Unix socket's peer has no address: it is believed when the settings say so, and asked like any other."""
    service = start(settings({"listen": [f"unix:{tmp_path}/service.sock"], "trusted_proxies": trusted}))
    assert get(service, HTTP).status == status
    assert mozilla.read(service.ask(AUTOCONFIG))["id"] == "example.test"


def test_several_listeners(start, tmp_path):
    second = "%s:%d" % free_address()
    service = start(settings({"listen": ["%s:%d" % free_address(), second, f"unix:{tmp_path}/service.sock"]}))
    addresses = [service.address, service._address(second), f"{tmp_path}/service.sock"]
    assert len({ask(address, AUTOCONFIG).body for address in addresses}) == 1


def test_plain_http_of_public_url_is_served_as_it_is(start):
    """A demonstration without TLS: nothing is redirected."""
    service = start(settings({"public_url": "http://127.0.0.1:4243"}))
    assert get(service).status == 405
    assert pox.read(post(service.address, request("jane@example.test")))[0] == "outlook"


# ---- nginx ----

def through(nginx, authority, target, host="autoconfig.example.test", secure=True, **options):
    if not secure:
        return ask(nginx.plain, target, host=host, **options)
    return ask(nginx.secure, target, host=host, tls=authority.root, server_name=host.lower(), **options)


@pytest.mark.parametrize("secure", [True, False], ids=["https", "http"])
@pytest.mark.parametrize("host, path", [("autoconfig.example.test", AUTOCONFIG), ("AUTOCONFIG.example.test", AUTOCONFIG),
                                        ("example.test", WELL_KNOWN)])
def test_nginx_autoconfig(nginx, authority, service, host, path, secure):
    answer = through(nginx, authority, path + "?emailaddress=jane%40example.test", host, secure)
    assert mozilla.read(answer)["id"] == "example.test"
    assert answer.body == service.ask(AUTOCONFIG).body


@pytest.mark.parametrize("host", ["autodiscover.example.test", "example.test"])
@pytest.mark.parametrize("path", ["/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml", "/AUTODISCOVER/autodiscover.xml"])
def test_nginx_autodiscover(nginx, authority, host, path):
    options = {"method": "POST", "body": request("jane@example.test"), "headers": [("Authorization", "Basic amFuZTpzZWNyZXQ=")]}
    assert pox.read(through(nginx, authority, path, host, **options))[0] == "outlook"
    answer = through(nginx, authority, path, host, secure=False, **options)
    assert answer.status == 307 and answer["Location"].startswith(PUBLIC)
    assert through(nginx, authority, path, host, secure=False).status == 302
    assert through(nginx, authority, path, host).status == 405


def test_nginx_passes_on_what_we_say(nginx, authority, service):
    for target in ("/nothing", "/mail%00", AUTOCONFIG + "/"):
        ours = service.ask(target)
        theirs = through(nginx, authority, target)
        assert (ours.status, ours.body) == (theirs.status, theirs.body) or ours.status == theirs.status == 400
    assert through(nginx, authority, PATH, "autodiscover.example.test", method="POST", body=b" " * 20000).status == 413


def test_nginx_is_not_asked_to_believe_a_client(nginx, authority):
    headers = [("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "autoconfig.other.test"), ("X-Forwarded-For", "192.0.2.1")]
    assert through(nginx, authority, PATH, "autodiscover.example.test", headers=headers).status == 405
    assert mozilla.read(through(nginx, authority, AUTOCONFIG, headers=headers))["id"] == "example.test"


def test_nginx_keeps_its_connections(nginx, authority, service):
    """A hundred requests, and not a hundred connections to the service."""
    before = service.metric("carbone_connections_accepted_total")
    with Wire(nginx.secure, tls=authority.root, server_name="autoconfig.example.test") as wire:
        for _ in range(100):
            wire.send(encode("GET", AUTOCONFIG, [("Host", "autoconfig.example.test")]))
            assert wire.answer().status == 200
    assert service.metric("carbone_connections_accepted_total") - before < 20


def test_nginx_writes_nobody_down(nginx, authority):
    through(nginx, authority, AUTOCONFIG + "?emailaddress=somebody%40example.test")
    through(nginx, authority, "/profile/c29tZWJvZHk.mobileconfig")
    through(nginx, authority, "/Profile/somebody.mobileconfig")
    through(nginx, authority, "/autodiscover/autodiscover.json/v1.0/somebody@example.test?Protocol=ActiveSync")
    log = nginx.access_log
    assert AUTOCONFIG in log and "/profile/-" in log
    assert "somebody" not in log and "c29tZWJvZHk" not in log and "?" not in log


def test_nginx_without_the_service(tmp_path, authority, start):
    """503 in plain text within the second, for clients to go on elsewhere; no web page, and no question for a password."""
    chain, key = authority.server("away", ["autoconfig.example.test", "example.test"])
    nginx = Nginx(tmp_path, "%s:%d" % free_address(), chain, key, ["example.test"])
    try:
        for host, path in (("autoconfig.example.test", AUTOCONFIG), ("example.test", WELL_KNOWN)):
            answer = through(nginx, authority, path, host)
            assert answer.status == 503 and answer["Content-Type"] == "text/plain"
    finally:
        nginx.end()
