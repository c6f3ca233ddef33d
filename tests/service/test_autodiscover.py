# SPDX-License-Identifier: Apache-2.0
"""Autodiscover over HTTP: routes, what requests may look like, which error is whose, and what the settings say."""
import re
from xml.etree import ElementTree

import pytest

from harness.settings import EAS
from harness.wire import Wire, encode

from . import pox
from .pox import MOBILE, MOBILE_REQUEST, OUTLOOK, OUTLOOK_REQUEST, PATH, mobile, post, read, request

SETTINGS = "settings"  # in the tables: the outlook document of example.test

COMMON = {"DomainRequired": "off", "LoginName": "jane@example.test", "AuthRequired": "on"}
SECURE = COMMON | {"SPA": "off", "SSL": "on", "Encryption": "SSL"}


def outcome(answer):
    """settings, an error's code, or the HTTP status."""
    if answer.status != 200:
        return f"http {answer.status}"
    kind, content = read(answer)
    return content if kind == "error" else {"outlook": SETTINGS, "mobile": "mobile"}[kind]


def protocols(answer):
    """The Protocols without their TTL, which is the operator's affair."""
    kind, document = read(answer)
    assert kind == "outlook"
    return [{key: value for key, value in protocol.items() if key != "TTL"} for protocol in document["protocols"]]


def test_outlook_document(service):
    answer = post(service.address, request("jane@example.test"))
    kind, document = read(answer)
    assert kind == "outlook"
    assert (document["action"], document["type"]) == ("settings", "email")
    assert document["name"] == document["address"] == "jane@example.test"
    mail, dav = protocols(answer)[:3], protocols(answer)[3:]
    assert mail == [
        SECURE | {"Type": "IMAP", "Server": "imap.example.test", "Port": "993"},
        SECURE | {"Type": "POP3", "Server": "pop.example.test", "Port": "995"},
        SECURE | {"Type": "SMTP", "Server": "smtp.example.test", "Port": "465", "UsePOPAuth": "on", "SMTPLast": "off"},
    ]
    collection = "https://dav.example.test/SOGo/dav/jane%40example.test/"
    assert [(entry["Type"], entry["Server"], entry["LoginName"]) for entry in dav] == [
        ("CalDAV", collection, "jane@example.test"), ("CardDAV", collection, "jane@example.test")]
    assert all("Port" not in entry and "Encryption" not in entry for entry in dav)


def test_starttls_is_tls_in_their_words(service):
    """SSL stays on: "off" makes Thunderbird set up an account without encryption."""
    entries = protocols(post(service.address, request("jane@starttls.test")))
    secure = SECURE | {"Encryption": "TLS", "LoginName": "jane"}
    assert entries == [
        secure | {"Type": "IMAP", "Server": "mail.starttls.test", "Port": "143"},
        secure | {"Type": "SMTP", "Server": "mail.starttls.test", "Port": "587", "UsePOPAuth": "on", "SMTPLast": "off"},
    ]


def test_mobilesync_document(service):
    kind, document = read(post(service.address, mobile("jane@example.test")))
    assert kind == "mobile"
    assert document == {"culture": "en:us", "address": "jane@example.test", "servers": [("MobileSync", EAS, EAS)]}


def test_headers(service):
    answer = post(service.address, request("jane@example.test"))
    assert answer["Cache-Control"] == "no-store"
    assert int(answer["Content-Length"]) == len(answer.body)


def test_error_document(service):
    """Time as Exchange writes it; Id is a constant of this server's, 32 bits; not a word of the request."""
    def error(body):
        (found,) = ElementTree.fromstring(post(service.address, body).body).iter(f"{{{pox.ANSWER}}}Error")
        return found

    first, second = error(b"<marker/>"), error(request("jane@example.test", "marker"))
    for found in (first, second):
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{1,7}", found.get("Time"))
        assert 0 <= int(found.get("Id")) < 2**32
        assert found.find(f"{{{pox.ANSWER}}}DebugData") is not None
        assert b"marker" not in ElementTree.tostring(found)
    assert first.get("Id") == second.get("Id")


# ---- routing ----

TARGETS = [
    ("/autodiscover/autodiscover.xml", SETTINGS),
    ("/Autodiscover/Autodiscover.xml", SETTINGS),
    ("/AutoDiscover/AutoDiscover.xml", SETTINGS),
    ("/AutoDiscover/autodiscover.xml", SETTINGS),
    ("/aUtOdIsCoVeR/AUTODISCOVER.XML", SETTINGS),
    ("/autodiscover/autodiscover%2Exml", SETTINGS),
    ("/autodiscover/autodiscover.xml?a=b", SETTINGS),
    ("/autodiscover/autodiscover.xml?Email=x%00", SETTINGS),
    ("https://autodiscover.example.test/autodiscover/autodiscover.xml", SETTINGS),
    ("http://autodiscover.example.test/autodiscover/autodiscover.xml", SETTINGS),
    ("HTTPS://autodiscover.example.test:443/Autodiscover/Autodiscover.xml", SETTINGS),
    ("https://somewhere.else.test/autodiscover/autodiscover.xml", SETTINGS),
    ("/autodiscover/autodiscover.xml/", "http 404"),
    ("/autodiscover/autodiscover.xml;param", "http 404"),
    ("/autodiscover/autodiscover.svc", "http 404"),
    ("/autodiscover/metadata/json/1", "http 404"),
    ("/autodiscover/", "http 404"),
    ("/autodiscover", "http 404"),
    ("/autodiscover/autodiscover.xml%00", "http 400"),
    ("/autodiscover/%00/autodiscover.xml", "http 400"),
    ("/autodiscover/" + "a" * 8192, "http 414"),
]


@pytest.mark.parametrize("target, expected", TARGETS)
def test_targets(service, target, expected):
    assert outcome(post(service.address, request("jane@example.test"), target)) == expected


@pytest.mark.parametrize("host", ["autodiscover.example.test", "autodiscover.unknown.test", "192.0.2.1", "[::1]", "other.test"])
def test_the_address_decides_never_the_host(service, host):
    """SRV and redirects lead clients to hosts that we do not list."""
    assert outcome(post(service.address, request("jane@example.test"), host=host)) == SETTINGS
    assert outcome(post(service.address, request("jane@unknown.test"), host=host)) == "http 404"


@pytest.mark.parametrize("method, status", [("GET", 405), ("HEAD", 405), ("PUT", 405), ("DELETE", 405), ("TRACE", 405), ("PROPFIND", 405),
                                            ("MKCOL", 405), ("OPTIONS", 204)])
def test_methods(service, method, status):
    answer = service.ask(PATH, method=method, host="autodiscover.example.test")
    assert answer.status == status
    assert answer.allow() == {"POST", "OPTIONS"}


# ---- headers of requests ----

HEADERS = [
    [],
    [("Content-Type", "text/xml")],
    [("Content-Type", "application/xml")],
    [("Content-Type", "text/html")],
    [("Content-Type", "text/xml; charset=utf-16")],
    [("Content-Type", "application/x-www-form-urlencoded")],
    [("Content-Type", "multipart/form-data; boundary=x")],
    [("Content-Type", "")],
    [("Authorization", "Basic amFuZUBleGFtcGxlLnRlc3Q6c2VjcmV0")],
    [("Authorization", "Basic")],
    [("Authorization", "Bearer eyJhbGciOiJub25lIn0")],
    [("Authorization", "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAO5CAAAADw==")],
    [("Authorization", "Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+g")],
    [("Authorization", "\xff\xfe garbage")],
    [("Authorization", "Basic " + "QUFB" * 2500)],
    [("X-MapiHttpCapability", "1"), ("X-ClientCanHandle", "Negotiate"), ("X-AnchorMailbox", "jane@example.test")],
    [("MS-ASProtocolVersion", "16.1"), ("Depth", "0"), ("Translate", "f")],
    [("User-Agent", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)")],
    [("User-Agent", "-")],
    [("Accept", "application/json")],
    [("Accept-Encoding", "gzip")],
]


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_headers_that_change_nothing(service, headers):
    body = request("jane@example.test")
    assert post(service.address, body, headers=headers).body == post(service.address, body).body


def test_http_1_0_without_host(service):
    assert outcome(post(service.address, request("jane@example.test"), host=None, version="1.0")) == SETTINGS


def test_expect_continue(service):
    body = request("jane@example.test")
    head = [("Host", "autodiscover.example.test"), ("Content-Length", str(len(body))), ("Expect", "100-continue")]
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, head))
        assert wire.answer("POST").status == 100
        wire.send(body)
        assert outcome(wire.answer("POST")) == SETTINGS


def chunked(body, size):
    pieces = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_chunked(service, size):
    body = chunked(request("jane@example.test"), size)
    assert outcome(post(service.address, body, headers=[("Transfer-Encoding", "chunked")])) == SETTINGS


def test_bytes_that_come_one_by_one(service):
    body = request("jane@example.test")
    data = encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Content-Length", str(len(body)))], body)
    with Wire(service.address) as wire:
        for byte in data:
            wire.send(bytes([byte]))
        assert outcome(wire.answer("POST")) == SETTINGS


@pytest.mark.parametrize("headers, status", [
    ([("Content-Length", "5"), ("Content-Length", "6")], 400),
    ([("Content-Length", "0"), ("Transfer-Encoding", "chunked")], 400),
    ([("Transfer-Encoding", "gzip, chunked")], 501),
    ([("Transfer-Encoding", "identity")], 501),
    ([("Content-Length", "16777216")], 413),
    ([("Content-Length", "17000")], 413),
])
def test_lengths_that_smuggle_or_swamp(service, headers, status):
    """Refused from the head alone: nothing more is sent.  The connection ends, since nobody knows what comes next on it."""
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [("Host", "autodiscover.example.test"), *headers]))
        answer = wire.answer("POST")
        assert answer.status == status
        assert wire.ended()


@pytest.mark.parametrize("length, statuses", [("-1", {400}), ("1x", {400}), ("99999999999999999999999", {400, 413})])
def test_lengths_that_are_no_numbers(service, length, statuses):
    """Refused by libmicrohttpd before we hear of it, with a body (its head once more) that is not worth a judgement."""
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Content-Length", length)]))
        while wire._more():
            pass
    assert int(wire.buffer.split(b" ")[1]) in statuses


def test_too_much_in_chunks(service):
    body = chunked(b" " * 20000, 1000)
    with Wire(service.address) as wire:
        wire.send(encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Transfer-Encoding", "chunked")], body))
        assert wire.answer("POST").status == 413


def test_two_posts_and_a_pipeline(service):
    def one(address):
        body = request(address)
        return encode("POST", PATH, [("Host", "autodiscover.example.test"), ("Content-Length", str(len(body)))], body)

    with Wire(service.address) as wire:
        for _ in range(2):
            wire.send(one("jane@example.test"))
            assert outcome(wire.answer("POST")) == SETTINGS
        addresses = ["jane@example.test", "jane@unknown.test", "jane@starttls.test", "no address"]
        wire.send(b"".join(map(one, addresses)))
        answers = [wire.answer("POST") for _ in addresses]
    assert [outcome(answer) for answer in answers] == [SETTINGS, "http 404", SETTINGS, 600]


# ---- XML ----

ADDRESS = "<EMailAddress>jane@example.test</EMailAddress>"
SCHEMA = f"<AcceptableResponseSchema>{OUTLOOK}</AcceptableResponseSchema>"


def document(inside, declaration='<?xml version="1.0" encoding="utf-8"?>', namespace=f' xmlns="{OUTLOOK_REQUEST}"', before=""):
    return f"{declaration}{before}<Autodiscover{namespace}>{inside}</Autodiscover>"


def of(*children, **options):
    return document(f"<Request>{''.join(children)}</Request>", **options)


def wanting(schema):
    return f"<AcceptableResponseSchema>{schema}</AcceptableResponseSchema>"


PLAIN = of(ADDRESS, SCHEMA)
PREFIXED = (f'<a:Autodiscover xmlns:a="{OUTLOOK_REQUEST}"><a:Request><a:EMailAddress>jane@example.test</a:EMailAddress>'
            f"<a:AcceptableResponseSchema>{OUTLOOK}</a:AcceptableResponseSchema></a:Request></a:Autodiscover>")
LAUGHS = ('<!DOCTYPE a [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
          + "]>")
QUADRATIC = f'<!DOCTYPE a [<!ENTITY a "{"a" * 2000}">]>'

XML = {
    "as it should be": (PLAIN, SETTINGS),
    "children swapped": (of(SCHEMA, ADDRESS), SETTINGS),
    "extra children": (of("<X><Y/></X>", ADDRESS, "<LegacyDN/>", SCHEMA, "<Z a='b'>c</Z>"), SETTINGS),
    "mobilesync namespace, outlook wanted": (of(ADDRESS, SCHEMA, namespace=f' xmlns="{MOBILE_REQUEST}"'), SETTINGS),
    "no namespace": (of(ADDRESS, SCHEMA, namespace=""), SETTINGS),
    "https namespace": (of(ADDRESS, SCHEMA, namespace=f' xmlns="{OUTLOOK_REQUEST.replace("http:", "https:")}"'), SETTINGS),
    "some namespace": (of(ADDRESS, SCHEMA, namespace=' xmlns="http://example.test/"'), SETTINGS),
    "prefixes": (PREFIXED, SETTINGS),
    "CDATA": (of("<EMailAddress><![CDATA[jane@example.test]]></EMailAddress>", SCHEMA), SETTINGS),
    "text and CDATA": (of("<EMailAddress>jane<![CDATA[@]]>example.test</EMailAddress>", SCHEMA), SETTINGS),
    "character reference": (of("<EMailAddress>jane&#64;example.test</EMailAddress>", SCHEMA), SETTINGS),
    "comment in the value": (of("<EMailAddress>jane<!-- x -->@example.test</EMailAddress>", SCHEMA), SETTINGS),
    "processing instruction": (of("<EMailAddress>jane<?x y?>@example.test</EMailAddress>", SCHEMA), SETTINGS),
    "blanks around the address": (of("<EMailAddress>\n  jane@example.test\t</EMailAddress>", SCHEMA), SETTINGS),
    "blanks around the schema": (of(ADDRESS, wanting(f"\n {OUTLOOK} \n")), SETTINGS),
    "https schema": (of(ADDRESS, wanting(OUTLOOK.replace("http:", "https:"))), SETTINGS),
    "byte order mark": ("\ufeff" + PLAIN, SETTINGS),
    "blank line first": ("\r\n" + PLAIN, SETTINGS),
    "no declaration": (of(ADDRESS, SCHEMA, declaration=""), SETTINGS),
    "mailto prefix": (of("<EMailAddress>mailto:jane@example.test</EMailAddress>", SCHEMA), SETTINGS),
    "SMTP prefix": (of("<EMailAddress>SMTP:jane@example.test</EMailAddress>", SCHEMA), SETTINGS),
    "both names": (of(ADDRESS, "<LegacyDN>/o=x</LegacyDN>", SCHEMA), SETTINGS),
    "mobile": (of(ADDRESS, wanting(MOBILE), namespace=f' xmlns="{MOBILE_REQUEST}"'), "mobile"),
    "ISO-8859-1": (of(ADDRESS, SCHEMA, declaration='<?xml version="1.0" encoding="ISO-8859-1"?>'), 600),
    "invalid UTF-8": (PLAIN.encode().replace(b"jane", b"j\xffne"), 600),
    "overlong UTF-8": (PLAIN.encode().replace(b"jane", b"j\xc0\xaene"), 600),
    "a NUL": (PLAIN.encode().replace(b"jane", b"j\0ne"), 600),
    "empty": ("", 600),
    "blanks only": (" \r\n\t", 600),
    "JSON": ('{"Email": "jane@example.test"}', 600),
    "HTML": ("<html><body><p>jane@example.test</body></html>", 600),
    "truncated": (PLAIN[:-20], 600),
    "unescaped ampersand": (of("<EMailAddress>j&j@example.test</EMailAddress>", SCHEMA), 600),
    "junk behind": (PLAIN + "junk", 600),
    "document type": (of(ADDRESS, SCHEMA, before="<!DOCTYPE Autodiscover>"), 600),
    "internal entity": (of("<EMailAddress>&a;</EMailAddress>", SCHEMA, before='<!DOCTYPE a [<!ENTITY a "jane@example.test">]>'), 600),
    "external entity": (of("<EMailAddress>&a;</EMailAddress>", SCHEMA, before='<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), 600),
    "parameter entity": (of(ADDRESS, SCHEMA, before='<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>'), 600),
    "external subset": (of(ADDRESS, SCHEMA, before='<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd">'), 600),
    "billion laughs": (of("<EMailAddress>&j;@example.test</EMailAddress>", SCHEMA, before=LAUGHS), 600),
    "quadratic blow-up": (of(f"<EMailAddress>{'&a;' * 2000}</EMailAddress>", SCHEMA, before=QUADRATIC), 600),
    "XInclude": (of('<EMailAddress><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/></EMailAddress>',
                    SCHEMA), 600),
    "deep nesting": (of("<x>" * 1000 + "</x>" * 1000, ADDRESS, SCHEMA), 600),
    "a thousand attributes": (of("<x " + " ".join(f"a{n}='1'" for n in range(1000)) + "/>", ADDRESS, SCHEMA), 600),
    "ten attributes": (of("<x " + " ".join(f"a{n}='1'" for n in range(10)) + "/>", ADDRESS, SCHEMA), SETTINGS),
    "two requests": (document(f"<Request>{ADDRESS}{SCHEMA}</Request><Request>{ADDRESS}{SCHEMA}</Request>"), 600),
    "two addresses": (of(ADDRESS, ADDRESS, SCHEMA), 600),
    "no request": (document(""), 600),
    "another root": (PLAIN.replace("Autodiscover", "Autodiscovered"), 600),
    "names in lower case": (PLAIN.replace("EMailAddress", "emailaddress"), 600),
    "no address": (of(SCHEMA), 600),
    "empty address": (of("<EMailAddress/>", SCHEMA), 600),
    "blank address": (of("<EMailAddress>  </EMailAddress>", SCHEMA), 600),
    "DN only": (of("<LegacyDN>/o=x/cn=y</LegacyDN>", SCHEMA), 600),
    "no schema": (of(ADDRESS), 600),
    "schema without a": (of(ADDRESS, wanting(OUTLOOK[:-1])), 601),
    "schema with XX": (of(ADDRESS, wanting(OUTLOOK + "XX")), 601),
    "mobile schema with XX": (of(ADDRESS, wanting(MOBILE + "XX"), namespace=f' xmlns="{MOBILE_REQUEST}"'), 601),
    "the answer's own schema": (of(ADDRESS, wanting(pox.ANSWER)), 601),
    "unknown schema, unknown domain": (of("<EMailAddress>jane@unknown.test</EMailAddress>", wanting("urn:x")), "http 404"),
    "mobile without ActiveSync": (of("<EMailAddress>jane@starttls.test</EMailAddress>", wanting(MOBILE)), 601),
    "outlook of an unknown domain": (of("<EMailAddress>jane@unknown.test</EMailAddress>", SCHEMA), "http 404"),
    "mobile of an unknown domain": (of("<EMailAddress>jane@unknown.test</EMailAddress>", wanting(MOBILE)), "http 404"),
}


@pytest.mark.parametrize("body, expected", XML.values(), ids=XML.keys())
def test_xml(service, body, expected):
    assert outcome(post(service.address, body if isinstance(body, bytes) else body.encode())) == expected


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_or_refused(service, encoding):
    body = ("\ufeff" + of(ADDRESS, SCHEMA, declaration='<?xml version="1.0" encoding="utf-16"?>')).encode(encoding)
    assert outcome(post(service.address, body)) in (SETTINGS, 600)


# ---- addresses ----

ADDRESSES = [
    ("JANE@EXAMPLE.TEST", SETTINGS),
    ("jane@Example.test", SETTINGS),
    ("jane@example.test.", SETTINGS),
    ("jane@bücher.test", SETTINGS),
    ("jane@xn--bcher-kva.test", SETTINGS),
    ("jäne@example.test", SETTINGS),
    ("o'brien@example.test", SETTINGS),
    ("a+b@example.test", SETTINGS),
    ("a&b@example.test", SETTINGS),
    ('"quoted @"@example.test', SETTINGS),
    ('"<script>"@example.test', SETTINGS),
    ("<script>@example.test", 600),
    ("%EMAILADDRESS%@example.test", SETTINGS),
    ("%EMAILLOCALPART%.%EMAILDOMAIN%@example.test", SETTINGS),
    ("$x{y}#z@example.test", SETTINGS),
    ("j" * 64 + "@example.test", SETTINGS),
    ("j" * 65 + "@example.test", 600),
    ("a@b@example.test", 600),
    ("jane@b!target@example.test", 600),
    ("@example.test", 600),
    ("jane@", 600),
    ("jane", 600),
    ("ja ne@example.test", 600),
    ("ja\nne@example.test", 600),
    ("ja\x7fne@example.test", 600),
    ("jane@[127.0.0.1]", 600),
    ("jane@exa_mple.test", 600),
    ("jane@example..test", 600),
    ("jane@" + "a" * 64 + ".test", 600),
    ("jane@sub.example.test", "http 404"),
    ("jane@test", "http 404"),
    ("j" * 64 + "@" + ".".join(["a" * 61] * 3 + ["test"])[:189], "http 404"),
    ("j" * 64 + "@" + ".".join(["a" * 63] * 3 + ["test"])[:190], 600),
]


@pytest.mark.parametrize("address, expected", ADDRESSES)
def test_addresses(service, address, expected):
    """An address that is taken comes back letter for letter (but for the dot of the DNS), and placeholders in it are letters like others."""
    answer = post(service.address, request(address))
    assert outcome(answer) == expected
    if expected == SETTINGS:
        _, document = read(answer)
        assert document["address"] == address.rstrip(".")
        assert document["protocols"][0]["LoginName"] == address.rstrip(".")


# ---- conformance: MS-ASCMD S01_Autodiscover, but for TC02, where an unknown user gets what a known one gets ----

def test_unknown_user_gets_the_success_answer(service):
    known, unknown = (post(service.address, mobile(f"{name}@example.test")) for name in ("jane", "nobody-here"))
    assert known.body.replace(b"jane", b"nobody-here") == unknown.body
