# SPDX-License-Identifier: Apache-2.0
"""Mozilla autoconfig over HTTP: which domain is meant, what is answered, and what is not read out of a stranger's request."""
import pytest

from harness.wire import Wire, ask, encode

from . import mozilla
from .mozilla import PATH, WELL_KNOWN

PASSWORD = ["password-cleartext"]


def test_document(service):
    """Everything that example.test has, in the order and the words that clients want."""
    read = mozilla.read(service.ask(PATH))
    assert read["id"] == "example.test" and read["domains"][0] == "example.test" and read["name"] == "Example Mail"
    assert [server for server in read["incoming"] if server[0] in ("imap", "pop3")] == [
        ("imap", "imap.example.test", "993", "SSL", "%EMAILADDRESS%", PASSWORD),
        ("pop3", "pop.example.test", "995", "SSL", "%EMAILADDRESS%", PASSWORD),
    ]
    assert read["outgoing"] == [("smtp", "smtp.example.test", "465", "SSL", "%EMAILADDRESS%", PASSWORD)]
    assert {(tag, kind) for tag, kind, _ in read["others"]} == {("calendar", "caldav"), ("addressbook", "carddav")}


def test_document_of_starttls_domain(service):
    """%EMAILDOMAIN% in a host is filled in by us, since several clients do not; the login stays a placeholder."""
    read = mozilla.read(service.ask(PATH, host="autoconfig.starttls.test"))
    assert read["incoming"] == [("imap", "mail.starttls.test", "143", "STARTTLS", "%EMAILLOCALPART%", PASSWORD)]
    assert read["outgoing"] == [("smtp", "mail.starttls.test", "587", "STARTTLS", "%EMAILLOCALPART%", PASSWORD)]


def test_headers(service):
    answer = service.ask(PATH)
    assert answer.version == "HTTP/1.1" and int(answer["Content-Length"]) == len(answer.body)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer["Cache-Control"] and "private" not in answer["Cache-Control"]


# target, host, the domain whose settings are answered (None: 404)
DOMAINS = [
    # the host alone
    (PATH, "autoconfig.example.test", "example.test"),
    (PATH, "AutoConfig.EXAMPLE.Test", "example.test"),
    (PATH, "autoconfig.example.test.", "example.test"),
    (PATH, "autoconfig.example.test:443", "example.test"),
    (WELL_KNOWN, "example.test", "example.test"),
    (WELL_KNOWN + "?x", "example.test", "example.test"),
    (WELL_KNOWN, "autoconfig.example.test", "example.test"),
    (PATH, "autoconfig.xn--bcher-kva.test", "xn--bcher-kva.test"),
    (PATH, "autoconfig.unknown.test", None),
    (WELL_KNOWN, "unknown.test", None),
    (PATH, "autoconfig.sub.example.test", None),
    (PATH, "autoconfig.test", None),
    (PATH, "[2001:db8::1]", None),
    (PATH, "192.0.2.1", None),
    (PATH, "_x.example.test", None),
    # the address before the host: the MX look-up asks a provider's host for a customer's domain
    (PATH + "?emailaddress=jane%40example.test", "autoconfig.unknown.test", "example.test"),
    (PATH + "?emailaddress=jane%40example.test", "192.0.2.1", "example.test"),
    (PATH + "?emailaddress=jane%40example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%40unknown.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%40unknown.test", "autoconfig.unknown.test", None),
    # spellings of the address; the host would give other.test
    (PATH + "?emailaddress=jane@example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%40EXAMPLE.TEST", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%40example.test.", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane+tag@example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%2Btag%40example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=o'jane%40example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%40b%C3%BCcher.test", "autoconfig.other.test", "xn--bcher-kva.test"),
    (PATH + "?emailaddress=jane%40xn--bcher-kva.test", "autoconfig.other.test", "xn--bcher-kva.test"),
    (PATH + "?EMAILADDRESS=jane%40example.test", "autoconfig.other.test", "example.test"),
    (PATH + "?a=b&emailaddress=jane%40example.test&c", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=jane%40example.test&emailaddress=jane%40bücher.test", "autoconfig.other.test", "example.test"),
    (PATH + "?emailaddress=EVOLUTIONUSER%40example.test&emailmd5=0cc175b9c0f1b6a831c399e269772661", "autoconfig.other.test", "example.test"),
    # an unusable address is as good as none
    (PATH + "?", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%40", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=a%40b%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%00%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%0a%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%ff%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%c0%80%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%zz%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%2540example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=jane%40%5B127.0.0.1%5D", "autoconfig.other.test", "other.test"),
    (PATH + "?x=1;emailaddress=jane%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=" + "j" * 65 + "%40example.test", "autoconfig.other.test", "other.test"),
    (PATH + "?emailaddress=" + "j" * 10000 + "%40example.test", "autoconfig.other.test", "other.test"),
    # the central database's form, for Thunderbird's own preference and for redirects of ours
    ("/v1.1/example.test", "autoconfig.unknown.test", "example.test"),
    ("/v1.1/EXAMPLE.test", "autoconfig.unknown.test", "example.test"),
    ("/v1.1/b%C3%BCcher.test", "autoconfig.unknown.test", "xn--bcher-kva.test"),
    ("/v1.1/unknown.test", "autoconfig.example.test", None),
    ("/v1.1/", "autoconfig.example.test", None),
    # an absolute target's authority counts before Host (RFC 9112 section 3.2.2)
    ("http://autoconfig.example.test" + PATH, "autoconfig.other.test", "example.test"),
    ("HTTPS://autoconfig.example.test:443" + PATH, "autoconfig.other.test", "example.test"),
    # paths
    ("/mail/config%2Dv1.1.xml", "autoconfig.example.test", "example.test"),
    (PATH + "/", "autoconfig.example.test", None),
    ("/mail/", "autoconfig.example.test", None),
    ("/mail/../../etc/passwd", "autoconfig.example.test", None),
    ("/mail/%2e%2e/%2e%2e/etc/passwd", "autoconfig.example.test", None),
    ("/.well-known/autoconfig/mail/config-v1.0.xml", "example.test", None),
]


@pytest.mark.parametrize("target, host, domain", DOMAINS)
def test_which_domain(service, target, host, domain):
    answer = service.ask(target.encode().decode("latin-1"), host=host)
    if domain is None:
        assert answer.status == 404
    else:
        read = mozilla.read(answer)
        assert read["id"] == domain
        assert read["domains"][0] == domain


@pytest.mark.parametrize("version, headers, status", [
    ("1.0", [], 200),
    ("1.0", [("Host", "autoconfig.other.test")], 200),
    ("1.1", [], 400),
    ("1.1", [("Host", "autoconfig.example.test"), ("Host", "autoconfig.example.test")], 400),
    ("1.1", [("Host", "autoconfig.example.test"), ("Host", "autoconfig.other.test")], 400),
])
def test_host_headers(service, version, headers, status):
    """The address names the domain, so HTTP/1.0 needs no Host; 1.1 needs exactly one (RFC 9112 section 3.2)."""
    answer = ask(service.address, PATH + "?emailaddress=jane%40example.test", host=None, headers=headers, version=version)
    assert answer.status == status
    if status == 200:
        assert mozilla.read(answer)["id"] == "example.test"


# what may stand in a Host header (RFC 9112 section 3.2): anything else is a request that two programs could read in two ways
HOSTS = [
    ("autoconfig.example.test ", 200), ("autoconfig.example.test:", 200), ("_x.example.test", 200), ("[2001:db8::1]:80", 200), ("", 200),
    ("autoconfig.example.test, autoconfig.other.test", 400), ("autoconfig.example.test:80a", 400), ("autoconfig.example.test/x", 400),
    ("jane@autoconfig.example.test", 400), ("<example.test>", 400), ("exa mple.test", 400), ("%zz.test", 400), ("[::1", 400), ("::1", 400), ("\xff", 400),
]


@pytest.mark.parametrize("host, status", HOSTS)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("target", [PATH + "?emailaddress=jane%40example.test", "http://autoconfig.example.test" + PATH])
def test_host_values(service, target, version, host, status):
    """Also where the Host decides nothing."""
    assert service.ask(target, host=host, version=version).status == status


@pytest.mark.parametrize("broken", ["autoconfig.example.test:80a", "<example.test>", "[::1", "jane@example.test", ""])
def test_authorities_that_are_none(service, broken):
    assert service.ask(f"https://{broken}{PATH}?emailaddress=jane%40example.test").status == 400


def test_http_1_0_without_anything_is_404(service):
    assert ask(service.address, PATH, host=None, version="1.0").status == 404


@pytest.mark.parametrize("local", [
    "jane", "nobody-here", "EVOLUTIONUSER", "%22%3C%3E%26'", "%3Cscript%3E", "%25EMAILADDRESS%25", "%25EMAILDOMAIN%25", "jane%2Btag",
    "a%26amp%3Bb", "%5D%5D%3E",
])
def test_no_word_of_the_address_is_in_the_answer(service, local):
    """One answer for the whole domain: with any local part, with a broken one, and with none."""
    answer = service.ask(f"{PATH}?emailaddress={local}%40example.test")
    assert answer.body == service.ask(PATH).body


@pytest.mark.parametrize("method, status", [("GET", 200), ("HEAD", 200), ("OPTIONS", 204), ("POST", 405), ("PUT", 405), ("DELETE", 405),
                                            ("PROPFIND", 405), ("TRACE", 405), ("BREW", 405)])
@pytest.mark.parametrize("path", [PATH, WELL_KNOWN])
def test_methods(service, path, method, status):
    answer = service.ask(path, method=method)
    assert answer.status == status
    if status == 405:
        assert answer.allow() == {"GET", "HEAD", "OPTIONS"}
    if method == "OPTIONS":
        assert answer.allow() == {"GET", "HEAD", "OPTIONS"}
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_a_body(service):
    get, head = service.ask(PATH), service.ask(PATH, method="HEAD")
    volatile = {"date"}
    assert [h for h in head.headers if h[0].lower() not in volatile] == [h for h in get.headers if h[0].lower() not in volatile]


@pytest.mark.parametrize("headers", [
    [("Accept", "application/json")],
    [("Range", "bytes=0-4")],
    [("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")],
    [("If-None-Match", '"something else"')],
    [("Authorization", "Basic amFuZTpzZWNyZXQ=")],
    [("Accept-Encoding", "deflate, br, zstd")],
    [("Cookie", "a=b")],
    [("X-Forwarded-Host", "autoconfig.other.test")],
    [("Forwarded", "host=autoconfig.other.test")],
])
def test_headers_that_change_nothing(service, headers):
    answer = service.ask(PATH, headers=headers)
    assert answer.status == 200 and answer.body == service.ask(PATH).body


def test_etag(service):
    first = service.ask(PATH)
    assert first["ETag"].startswith('"')
    for value in (first["ETag"], f'"x", {first["ETag"]}', "W/" + first["ETag"], "*"):
        again = service.ask(PATH, headers=[("If-None-Match", value)])
        assert (again.status, again["ETag"]) == (304, first["ETag"]), value
    assert service.ask(PATH, host="autoconfig.other.test")["ETag"] != first["ETag"]


def test_four_requests_in_one_packet(service):
    """Pipelining: four answers in the order of the questions."""
    hosts = ["autoconfig.example.test", "autoconfig.other.test", "autoconfig.unknown.test", "autoconfig.starttls.test"]
    with Wire(service.address) as wire:
        wire.send(b"".join(encode("GET", PATH, [("Host", host)]) for host in hosts))
        answers = [wire.answer() for _ in hosts]
    assert [answer.status for answer in answers] == [200, 200, 404, 200]
    assert [mozilla.read(answer)["id"] for answer in answers if answer.status == 200] == ["example.test", "other.test", "starttls.test"]


def test_http_1_0_ends_the_connection(service):
    with Wire(service.address) as wire:
        wire.send(encode("GET", PATH, [("Host", "autoconfig.example.test")], version="1.0"))
        assert wire.answer().status == 200
        assert wire.ended()


def test_connection_close_is_honoured(service):
    with Wire(service.address) as wire:
        wire.send(encode("GET", PATH, [("Host", "autoconfig.example.test"), ("Connection", "close")]))
        answer = wire.answer()
        assert answer.status == 200 and answer["Connection"].lower() == "close"
        assert wire.ended()


@pytest.mark.parametrize("target, status", [
    ("/mail/config-v1.1.xml%00", 400),
    ("/mail%00/config-v1.1.xml", 400),
    ("/mail/%zz", 400),
    ("/mail/%ff", 400),
    ("/mail/%c0%ae", 400),
    ("/" + "a" * 8000, 414),
    ("/initdb", 404),
    ("/initdb/", 404),
    ("/favicon.ico", 404),
    ("/metrics", 404),
    ("/healthz", 404),
    ("/readyz", 404),
])
def test_targets_refused(service, target, status):
    answer = service.ask(target)
    assert answer.status == status
    assert "text/plain" in (answer["Content-Type"] or "text/plain")


def test_options_of_the_server_as_a_whole(service):
    assert service.ask("*", method="OPTIONS").status in (200, 204, 404)
