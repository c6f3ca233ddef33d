# SPDX-License-Identifier: Apache-2.0
"""dns: what is printed for a domain is a zone to BIND and to NSD, leads to what is configured, and says what it cannot say."""
import base64
import hashlib
import json
import re

import pytest

from harness import zone
from harness.directory import Sqlite
from harness.service import run
from harness.settings import settings

HTTPS = "https://autoconfig.example.net"
IMAPS = {"type": "imap", "host": "mail.example.net"}
IMAP = {"type": "imap", "host": "mail.example.net", "security": "starttls"}
SMTPS = {"type": "submission", "host": "mail.example.net"}
LONG = ".".join(["d" * 63] * 3 + ["e" * 40]) + ".example"  # 240 bytes
LONG_HOST = ".".join(["h" * 63] * 3 + ["i" * 53]) + ".example"  # 253 bytes


def dns(directory, services, domain="example.org", words=(), **sections):
    path = directory / "settings.yaml"
    sections = {"server": {"public_url": HTTPS}, "domains": {domain: None}, **sections}
    path.write_text(json.dumps({"services": services, **sections}, ensure_ascii=False))
    return run("dns", domain, *words, "--config", path)


def published(directory, services, domain="example.org", ascii_domain=None, **sections):
    """What a domain's own records say, without what it has of this service; both checkers have taken it."""
    done = dns(directory, services, domain, **sections)
    assert done.returncode == 0, done.stderr
    origin = ascii_domain or domain
    zone.check(directory, origin, done.stdout, "mail A 192.0.2.1\n")
    suffix = f"._tcp.{origin}"
    found = [(name.removesuffix(suffix), kind, data) for name, kind, data in zone.records(done.stdout) if name.endswith(suffix)]
    return [record for record in found if record[0] != "_autodiscover"], zone.remarks(done.stdout)


DENIED = ["_imaps", "_imap", "_pop3s", "_pop3", "_submissions", "_submission", "_sieve", "_caldavs", "_caldav", "_carddavs", "_carddav", "_jmap"]
NONE = "0 0 0 ."

# services, their records (every other label of mail points to "."), words of the remarks
CASES = [
    ([IMAPS, SMTPS], {"_imaps": ["0 1 993 mail.example.net."], "_submissions": ["0 1 465 mail.example.net."]}, []),
    ([IMAP, {**SMTPS, "security": "starttls"}], {"_imap": ["0 1 143 mail.example.net."], "_submission": ["0 1 587 mail.example.net."]}, []),
    # several of a type: the operator's order is one of priorities, over both labels and both protocols
    ([IMAP, IMAPS, {**IMAPS, "host": "b.example.net"}, {**IMAPS, "type": "pop3"}, SMTPS],
     {"_imap": ["0 1 143 mail.example.net."], "_imaps": ["1 1 993 mail.example.net.", "2 1 993 b.example.net."],
      "_pop3s": ["3 1 995 mail.example.net."], "_submissions": ["0 1 465 mail.example.net."]}, []),
    # one place is one record, whatever else differs
    ([IMAPS, {**IMAPS, "authentication": ["oauth2", "password"]}, {**IMAPS, "port": 9993}],
     {"_imaps": ["0 1 993 mail.example.net.", "1 1 9993 mail.example.net."]}, []),
    ([{**IMAPS, "host": "mail.%EMAILDOMAIN%"}], {"_imaps": ["0 1 993 mail.example.org."]}, []),
    ([{**IMAPS, "host": LONG_HOST}], {"_imaps": [f"0 1 993 {LONG_HOST}."]}, []),
    ([{"type": "managesieve", "host": "s.example.net"}], {"_sieve": ["0 1 4190 s.example.net."]}, []),
    ([{"type": "managesieve", "host": "s.example.net", "security": "tls"}], {"_sieve": [NONE]}, ["managesieve s.example.net:4190: a record says STARTTLS"]),
    # clear text is neither published nor denied
    ([{**IMAPS, "security": "none"}, SMTPS], {"_imaps": [], "_imap": [], "_submissions": ["0 1 465 mail.example.net."]},
     ["imap mail.example.net:143: it is not encrypted"]),
    ([{"type": "caldav", "url": "http://dav.example.net/"}], {"_caldavs": [], "_caldav": []}, ["caldav http://dav.example.net/: it is not encrypted"]),
    ([{"type": "caldav", "url": "https://dav.example.net:8443/dav/"}], {"_caldavs": ["0 1 8443 dav.example.net.", "\"path=/dav/\""]}, []),
    ([{"type": "carddav", "url": "https://dav.example.net"}], {"_carddavs": ["0 1 443 dav.example.net."]}, []),
    ([{"type": "caldav", "url": "https://dav.example.net/%EMAILADDRESS%/", "root": "https://root.example.net/d/"}],
     {"_caldavs": ["0 1 443 root.example.net.", "\"path=/d/\""]}, []),
    ([{"type": "caldav", "url": "https://dav.example.net/%EMAILADDRESS%/"}], {"_caldavs": ["0 1 443 dav.example.net."]}, ["without a root"]),
    ([{"type": "caldav", "url": "https://dav.example.net/a/"}, {"type": "caldav", "url": "https://dav2.example.net/b/"}],
     {"_caldavs": ["0 1 443 dav.example.net.", "1 1 443 dav2.example.net.", "\"path=/a/\""]}, ["one path only"]),
    ([{"type": "caldav", "url": "https://dav.example.net/" + "p" * 300 + "/"}],
     {"_caldavs": ["0 1 443 dav.example.net.", '"path=/%s" "%s/"' % ("p" * 249, "p" * 51)]}, []),
    ([{"type": "caldav", "url": "https://dav.example.net/;a'b/"}], {"_caldavs": ["0 1 443 dav.example.net.", "\"path=/;a'b/\""]}, []),
    ([{"type": "jmap", "url": "https://jmap.example.net/session"}], {"_jmap": ["0 1 443 jmap.example.net."]}, []),
    ([{"type": "jmap", "url": "https://192.0.2.1/jmap"}], {"_jmap": []}, ["its host is no name"]),
    ([{"type": "xmpp", "host": "x.example.net", "security": "starttls"}], {"_xmpp-client": ["0 1 5222 x.example.net."]}, []),
    ([{"type": "xmpp", "host": "x.example.net"}], {"_xmpps-client": ["0 1 5223 x.example.net."]}, []),
    ([{"type": "xmpp", "url": "wss://x.example.net/ws"}], {}, ["no record leads to XMPP over WebSocket"]),
    ([{"type": "ldap", "host": "l.example.net"}], {"_ldaps": ["0 1 636 l.example.net."]}, []),
    ([{"type": "activesync", "url": "https://mail.example.net/eas"}], {}, ["Autodiscover leads to it"]),
    ([{"type": "webmail", "url": "https://mail.example.net/"}], {}, ["no record leads to a web page"]),
    ([{"type": "ews", "url": "https://mail.example.net/EWS/"}, {"type": "webdav", "url": "https://mail.example.net/f/"}], {},
     ["no record is known for Exchange", "no record is known for WebDAV"]),
    ([], {}, []),
]


@pytest.mark.parametrize("services, wanted, words", CASES)
def test_services(tmp_path, services, wanted, words):
    found, remarks = published(tmp_path, services, allow_cleartext=True)
    by_label = {}
    for label, kind, data in found:
        assert (kind == "TXT") == data.startswith('"')
        by_label.setdefault(label, []).append(data)
    assert by_label == {label: data for label, data in ({label: [NONE] for label in DENIED} | wanted).items() if data}
    assert len(remarks) == len(words) and all(word in remark for word, remark in zip(words, remarks)), remarks


OWN = {
    "autoconfig.{0}": ("CNAME", "autoconfig.example.net."),
    "autodiscover.{0}": ("CNAME", "autoconfig.example.net."),
    "_autodiscover._tcp.{0}": ("SRV", "0 1 443 autoconfig.example.net."),
    "{0}": ("TXT", '"mailconf=https://autoconfig.example.net/v1.1/{0}"'),
}


def own(done, domain):
    return {name: (kind, data) for name, kind, data in zone.records(done.stdout)
            if not name.endswith(f"._tcp.{domain}") and "ua-auto-config" not in name or name.startswith("_autodiscover")}


@pytest.mark.parametrize("domain, name", [("example.org", "example.org"), ("bücher.example", "xn--bcher-kva.example"), ("EXAMPLE.org.", "example.org")])
def test_this_service(tmp_path, domain, name):
    done = dns(tmp_path, [IMAPS, SMTPS], domain, domains={name: None})
    assert own(done, name) == {key.format(name): (kind, data.format(name)) for key, (kind, data) in OWN.items()}
    zone.check(tmp_path, name, done.stdout)


# public_url, the tenant's own host, the names that are left, words of the remarks
PLACES = [
    ("http://127.0.0.1:4243", None, [], ["server.public_url has no host name that a record can point to"]),
    ("https://localhost", None, [], ["server.public_url has no host name that a record can point to"]),
    ("https://a.example.net:8443", None, ["autoconfig.example.org", "autodiscover.example.org", "example.org"], ["https on port 443"]),
    ("http://a.example.net", None, ["autoconfig.example.org", "autodiscover.example.org"], ["https on port 443"]),
    ("https://autoconfig.example.org", None, ["autodiscover.example.org", "_autodiscover._tcp.example.org", "example.org"],
     ["autoconfig.example.org: it is this service's own host"]),
    ("https://a.example.net", "setup.tenant.example", ["autoconfig.example.org", "autodiscover.example.org", "_autodiscover._tcp.example.org", "example.org"], []),
]


@pytest.mark.parametrize("public_url, tenants, names, words", PLACES)
def test_where_this_service_is(tmp_path, public_url, tenants, names, words):
    provider = {"public_host": tenants} if tenants else {}
    done = dns(tmp_path, [IMAPS, SMTPS], server={"public_url": public_url}, provider=provider)
    found = own(done, "example.org")
    assert list(found) == names
    assert not tenants or found["autoconfig.example.org"] == ("CNAME", tenants + ".")
    remarks = zone.remarks(done.stdout)
    assert len(remarks) == len(words) and all(word in remark for word, remark in zip(words, remarks)), remarks
    zone.check(tmp_path, "example.org", done.stdout, "" if "autoconfig.example.org" in names else "autoconfig A 192.0.2.1\n")


def test_names_that_become_too_long(tmp_path):
    """A record whose name has no room is left out, and said to be; nothing is cut."""
    done = dns(tmp_path, [IMAPS, SMTPS, {"type": "jmap", "url": "https://j.example.net/"}], LONG)
    assert done.returncode == 0
    assert "_imaps" in done.stdout and "_submissions" not in done.stdout
    assert "the name of its record would be too long" in done.stderr
    assert all(len(name) <= 253 for name, _, _ in zone.records(done.stdout))
    zone.check(tmp_path, LONG, done.stdout)


PACC = re.compile(r'"v=UAAC1; a=sha256; d=([A-Za-z0-9+/]{43}=)"')


def test_record_of_pacc(start, tmp_path):
    """The digest is that of the bytes that are served; the settings alone decide them, before they are served."""
    service = start(settings())
    done = run("dns", "example.test", "--config", service.config)
    records = {name: (kind, data) for name, kind, data in zone.records(done.stdout)}
    assert records["ua-auto-config.example.test"] == ("CNAME", "autoconfig.example.test.")
    kind, data = records["_ua-auto-config.example.test"]
    served = service.ask("/.well-known/user-agent-configuration.json", host="ua-auto-config.example.test")
    assert served.status == 200
    assert (kind, PACC.fullmatch(data).group(1)) == ("TXT", base64.b64encode(hashlib.sha256(served.body).digest()).decode())


@pytest.mark.parametrize("domains, services", [
    ({"example.org": {"pacc": False}}, [IMAPS, SMTPS]),
    ({"example.org": None}, [{**IMAPS, "username": "%EMAILLOCALPART%"}, SMTPS]),
    ({"example.org": None}, [IMAP]),
    ({"*": None}, [IMAPS, SMTPS]),
])
def test_no_record_of_pacc(tmp_path, domains, services):
    """Where there is no document nothing leads to it."""
    done = dns(tmp_path, services, domains=domains)
    assert done.returncode == 0 and "ua-auto-config" not in done.stdout


def test_what_is_left_out_is_said_twice(tmp_path):
    """In the zone as a comment, for who reads it later, and on stderr, for who pipes it on."""
    done = dns(tmp_path, [IMAPS, SMTPS, {"type": "webmail", "url": "https://mail.example.net/"}])
    (remark,) = zone.remarks(done.stdout)
    assert done.stderr == f"carbone-autoconf dns: left out: {remark}\n"


def test_json_says_the_same(tmp_path):
    services = [IMAPS, SMTPS, {"type": "caldav", "url": "https://dav.example.net/" + "p" * 300}, {"type": "webmail", "url": "https://mail.example.net/"}]
    text, made = (dns(tmp_path, services, words=words) for words in ((), ("--json",)))
    said = json.loads(made.stdout)
    assert said["domain"] == "example.org" and said["remarks"] == zone.remarks(text.stdout)
    data = {
        "SRV": lambda r: f"{r['priority']} {r['weight']} {r['port']} {r['target']}",
        "CNAME": lambda r: r["target"],
        "TXT": lambda r: " ".join(f'"{string}"' for string in r["strings"]),
    }
    assert [(r["name"].rstrip("."), r["type"], data[r["type"]](r)) for r in said["records"]] == zone.records(text.stdout)
    assert {r["ttl"] for r in said["records"]} == {3600}
    assert made.stderr == text.stderr


def test_bind_reads_what_was_meant(tmp_path):
    done = dns(tmp_path, [IMAPS, SMTPS, {"type": "caldav", "url": "https://dav.example.net/" + "p" * 300}])
    assert zone.as_bind_reads(tmp_path, "example.org", done.stdout) == set(zone.records(done.stdout))


def test_domains_of_a_directory(tmp_path):
    """Its domains and alias domains are served as the settings' are; others are refused with a sentence."""
    directory = Sqlite(tmp_path)
    chosen = settings(domains={}, services=[], directory={"url": directory.url})
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(chosen))
    for domain, host in (("example.test", "imap.example.test"), ("alias.test", "imap.example.test")):
        done = run("dns", domain, "--config", path)
        assert f"_imaps._tcp.{domain}.\t3600\tIN\tSRV\t0 1 993 {host}.\n" in done.stdout, done.stderr
        zone.check(tmp_path, domain, done.stdout, "imap A 192.0.2.1\nsmtp A 192.0.2.1\nautoconfig A 192.0.2.1\n" if domain == "example.test" else "")


@pytest.mark.parametrize("domains, words, status, sentence", [
    ({"example.org": None}, ["unknown.example"], 1, "unknown.example is not served here"),
    ({"example.org": None, "*": None}, ["unknown.example"], 0, ""),
    ({"example.org": None, "*": None}, ["co.uk"], 1, "co.uk is not served here"),
    ({"example.org": None}, ["jane@example.org"], 2, "jane@example.org is no domain name"),
    ({"example.org": None}, ["-x.example"], 2, "there is no option -x.example"),
    ({"example.org": None}, ["*"], 2, "* is no domain name"),
    ({"example.org": None}, [""], 2, "is no domain name"),
    ({"example.org": None}, [], 2, "Usage: carbone-autoconf dns DOMAIN"),
    ({"example.org": None}, ["example.org", "example.org"], 2, "Usage: carbone-autoconf dns DOMAIN"),
])
def test_who_is_served(tmp_path, domains, words, status, sentence):
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps({"server": {"public_url": HTTPS}, "services": [IMAPS, SMTPS], "domains": domains}))
    done = run("dns", *words, "--config", path)
    assert done.returncode == status and sentence in done.stderr
    assert bool(done.stdout) == (status == 0)
