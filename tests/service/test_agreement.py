# SPDX-License-Identifier: Apache-2.0
"""One account, all protocols: what each answers agrees with what is configured on host, port, encryption, login and authentication, or leaves
it out and says so, in `show` and in `check`.

The answers come over HTTP and are read by readers of the tests' own (announced.py).
"""
import json

import pytest

from harness.directory import Sqlite
from harness.service import Service, run
from harness.settings import settings

from .announced import ANSWERS, NO_LOGIN, dns, percent, place_of, placed
from .test_privacy import with_directory

IMAP, POP3, SMTP = ({"type": kind, "host": f"{kind}.example.net"} for kind in ("imap", "pop3", "submission"))
STARTTLS = {"security": "starttls"}
CLEAR = {"security": "none"}
OAUTH2 = {"issuer": "https://sso.example.net/", "authorization_url": "https://sso.example.net/a", "token_url": "https://sso.example.net/t", "scope": "openid"}
DAV = [{"type": kind, "url": "https://dav.example.net/d/%EMAILADDRESS%/", "root": "https://dav.example.net/d/"} for kind in ("caldav", "carddav")]
EAS = {"type": "activesync", "url": "https://eas.example.net/Microsoft-Server-ActiveSync"}
EWS = {"type": "ews", "url": "https://ews.example.net:8443/EWS/Exchange.asmx"}
CALENDAR = {"type": "subscribed-calendar", "url": "https://c.example.net/a.ics", "label": "Holidays"}
FIRST = {"authentication": ["oauth2", "password"]}


def fifty():
    hosts = [f"h{number}.example.net" for number in range(10)]
    return [service for host in hosts for service in (
        {"type": "imap", "host": host}, {"type": "pop3", "host": host}, {"type": "submission", "host": host},
        {"type": "imap", "host": host, **STARTTLS}, {"type": "caldav", "url": f"https://{host}/dav/"})]


def everything():
    urls = {"caldav": "https", "carddav": "https", "webdav": "https", "activesync": "https", "webmail": "https", "jmap": "https", "ews": "https", "xmpp": "wss"}
    hosts = ["imap", "pop3", "submission", "managesieve", "ldap", "xmpp"]
    return [{"type": kind, "host": f"{kind}.example.net"} for kind in hosts] + [
        {"type": kind, "url": f"{scheme}://{kind}.example.net/p/"} for kind, scheme in urls.items()]


MATRIX = {
    "implicit": [IMAP, POP3, SMTP],
    "starttls": [service | STARTTLS for service in (IMAP, POP3, SMTP)],
    "both": [IMAP, IMAP | STARTTLS, SMTP, SMTP | STARTTLS],
    "starttls-first": [IMAP | STARTTLS, IMAP, SMTP | STARTTLS, SMTP],
    "odd-ports": [IMAP | {"port": 9993}, POP3 | {"port": 9995}, SMTP | {"port": 9465}],
    "odd-starttls": [IMAP | STARTTLS | {"port": 1143}, SMTP | STARTTLS | {"port": 2525}],
    "crossed-ports": [IMAP | STARTTLS | {"port": 993}, SMTP | {"port": 587}],
    "pop-only": [POP3, SMTP],
    "imap-only": [IMAP],
    "submission-only": [SMTP],
    "calendar-only": [DAV[0]],
    "activesync-only": [EAS],
    "nothing": [],
    "oauth2-first": [IMAP | FIRST, SMTP | FIRST, DAV[0] | FIRST],
    "oauth2-only": [service | {"authentication": ["oauth2"]} for service in (IMAP, SMTP, DAV[0])],
    "encrypted": [service | {"authentication": ["password-encrypted", "password"]} for service in (IMAP, SMTP)],
    "kerberos": [service | {"authentication": ["gssapi", "ntlm", "tls-client-cert"]} for service in (IMAP, SMTP)],
    "relay": [IMAP, SMTP | STARTTLS | {"port": 25, "authentication": ["none"]}],
    "by-network": [IMAP, SMTP | {"authentication": ["client-ip-address"]}],
    "local-part": [service | {"username": "%EMAILLOCALPART%"} for service in (IMAP, SMTP, *DAV)],
    "windows": [service | {"username": "CORP\\%EMAILLOCALPART%"} for service in (IMAP, SMTP)],
    "other-domain": [service | {"username": "%EMAILLOCALPART%@login.example"} for service in (IMAP, SMTP)],
    "mixed-logins": [IMAP, SMTP | {"username": "relay"}, DAV[0] | {"username": "%EMAILLOCALPART%+%EMAILDOMAIN%"}],
    "own-hosts": [service | {"host": "mail.%EMAILDOMAIN%"} for service in (IMAP, POP3, SMTP)] + [{"type": "jmap", "url": "https://j.%EMAILDOMAIN%/s"}],
    "bücher": [service | {"host": "post.%EMAILDOMAIN%"} for service in (IMAP, SMTP)] + DAV + [{"type": "carddav", "url": "https://d.%EMAILDOMAIN%/%EMAILLOCALPART%"}],
    "clear": [IMAP | CLEAR, SMTP | CLEAR, {"type": "caldav", "url": "http://dav.example.net/d/"}],
    "clear-too": [IMAP | CLEAR, IMAP, SMTP | CLEAR, SMTP | STARTTLS],
    "dav": [IMAP, SMTP, *DAV],
    "dav-by-person": [IMAP, SMTP, {"type": "caldav", "url": "https://dav.example.net:8443/%EMAILADDRESS%/"}],
    "dav-twice": [IMAP, SMTP, *DAV, {"type": "caldav", "url": "https://other.example.net/c/"}],
    "mobile": [IMAP, SMTP, EAS, EAS | {"url": "https://eas2.example.net/x"}],
    "pages": [IMAP, SMTP, {"type": "webmail", "url": "https://w.example.net/?u=%EMAILADDRESS%"}, {"type": "webmail", "url": "https://w.example.net/"}],
    "calendars": [IMAP, SMTP, CALENDAR, CALENDAR | {"label": "Again"}, CALENDAR | {"url": "https://c.example.net/b.ics", "authentication": ["password"]},
                  CALENDAR | {"url": "https://c.example.net/%EMAILLOCALPART%.ics"}, CALENDAR | {"url": "https://c.%EMAILDOMAIN%/c.ics"}],
    "people": [IMAP, SMTP, *({"type": "ldap", "host": "ldap.example.net"} | more for more in (STARTTLS, {"port": 6360}, {"search_base": "dc=example"}, CLEAR))],
    "open-people": [IMAP, SMTP, {"type": "ldap", "host": "ldap.example.net", "authentication": ["none"]} | CLEAR],
    "exchange": [IMAP, SMTP, EAS | {"url": "https://eas.example.net:8443/"}, EAS, EWS],
    "exchange-too": [IMAP, SMTP, *DAV, EAS, EWS],
    "mobile-calendars": [IMAP, SMTP, EAS],
    "mobile-mail": [IMAP | {"authentication": ["oauth2"]}, SMTP, *DAV, EAS],
    "clip": [IMAP, SMTP, {"type": "webmail", "url": "https://w.example.net/?u=%EMAILADDRESS%"}, {"type": "webmail", "url": "https://w.%EMAILDOMAIN%/"}],
    "no-pacc": [IMAP, SMTP],
    "fifty": fifty(),
    "everything": everything(),
}
# What the operator asks for in profiles, where it is not what everybody gets.
PROFILES = {
    "exchange": {"payloads": ["activesync", "ews"]},
    "exchange-too": {"payloads": ["mail", "caldav", "carddav", "activesync", "ews"]},
    "mobile-calendars": {"payloads": ["mail", "activesync"]},
    "clip": {"web_clip": True},
}
PORTS = {"imap": (993, 143), "pop3": (995, 110), "submission": (465, 587), "managesieve": (4190, 4190), "ldap": (636, 389), "xmpp": (5223, 5222)}


def a_label(domain):
    return domain.encode("idna").decode()


def truth(service, address):
    """A service as it is configured: every default and every placeholder written out, for this address."""
    domain = a_label(address.rsplit("@", 1)[1])
    standard = "none" if service["type"] == "subscribed-calendar" else "password"
    full = {"type": service["type"], "authentication": service.get("authentication", [standard]),
            "login": placed(service.get("username", "%EMAILADDRESS%"), address)}
    if "url" in service:
        template = service["url"].replace("%EMAILDOMAIN%", domain)
        root = service.get("root", template if "%EMAIL" not in template else None)
        return full | {"url": placed(template, address, percent), "root": root}
    security = service.get("security", "starttls" if service["type"] == "managesieve" else "tls")
    port = service.get("port", PORTS[service["type"]][security != "tls"])
    return full | {"host": service["host"].replace("%EMAILDOMAIN%", domain), "port": port, "security": security}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    domains = {f"{name}.test": {"services": services, "oauth2": OAUTH2, "pacc": name != "no-pacc", "profiles": PROFILES.get(name)} for name, services in MATRIX.items()}
    service = Service(tmp_path_factory.mktemp("matrix"), settings(services=[], domains=domains, allow_cleartext=True))
    yield service
    service.stop()


@pytest.fixture(scope="module")
def checked(service):
    """What `check` says of each domain, as lines of "SERVICE: left out of PROTOCOL: …" and "SERVICE: PROTOCOL: …"."""
    return run("check", "--config", service.config).stderr


def shown(service, address, *words):
    done = run("show", address, "--json", *words, "--config", service.config)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def entries(shown_services, protocol):
    """(service, what the protocol says of it) for each of an account's services."""
    return [(shown_service, next(entry for entry in shown_service["protocols"] if entry["protocol"] == protocol)) for shown_service in shown_services]


FACETS = ("host", "port", "security", "url", "login", "authentication")


def facets(said):
    return {name: said[name] for name in FACETS if name in said}


def is_expressed(entry, real):
    """Nothing that is said differs from the truth; and where less is said of the ways to log in, that is said, too."""
    places = {key: value for key, value in real.items() if key in FACETS} | (place_of(real.get("root") or real["url"]) if "url" in real else {})
    for name, value in facets(entry).items():
        if name == "url":
            assert value in (real["url"], real["root"])
        elif name == "authentication":
            assert value == [way for way in real["authentication"] if way in value] and (value == real["authentication"] or entry["less"])
        else:
            assert value == places[name], (name, entry, real)


def compare(found, said):
    """The answer's services are those that `show` says it has: each with the same values, none more."""
    left = list(found)
    for kind, entry in said:
        wanted = {"type": kind, **facets(entry)}
        ways = wanted.get("authentication")
        match = next((item for item in left if facets(item) | {"type": item["type"], "authentication": ways} == wanted | {"authentication": ways}
                      and item.get("authentication") in (None, ways)
                      and item.get("needs_login") in (None, ways not in NO_LOGIN)), None)
        assert match is not None, (wanted, left)
        left.remove(match)
    assert left == []


def once(found, said):
    """DNS has one record for a place, however many services are there."""
    seen = {json.dumps({"type": kind, **facets(entry)}, sort_keys=True): (kind, entry) for kind, entry in said}
    return found, list(seen.values())


def announced(shown_services, protocol):
    return [(service["type"], entry) for service, entry in entries(shown_services, protocol) if "left_out" not in entry]


@pytest.mark.parametrize("name", MATRIX)
def test_configured(service, name):
    """`show` has every service as it is configured, in that order, and for each of them a word of every protocol."""
    address = f"jane@{name}.test"
    wanted = [truth(one, address) for one in MATRIX[name]]
    found = shown(service, address)
    assert [{"type": one["type"], **facets(one)} for one in found] == [{"type": one["type"], **facets(one)} for one in wanted]
    for one, real in zip(found, wanted):
        assert [entry["protocol"] for entry in one["protocols"]] == [*ANSWERS, "dns"]
        for entry in one["protocols"]:
            assert entry.get("left_out") or facets(entry), "neither said nor left out"
            is_expressed(entry, real)


@pytest.mark.parametrize("protocol", ANSWERS)
@pytest.mark.parametrize("name", MATRIX)
def test_answers(service, name, protocol):
    address = f"jane@{name}.test"
    found = ANSWERS[protocol](service, address, a_label(f"{name}.test"))
    compare(found, announced(shown(service, address), protocol))


@pytest.mark.parametrize("name", MATRIX)
def test_records(service, name):
    done = run("dns", f"{name}.test", "--config", service.config)
    compare(*once(dns(done.stdout), announced(shown(service, f"jane@{name}.test"), "dns")))


@pytest.mark.parametrize("name", MATRIX)
def test_what_is_left_out_is_said_by_check(service, checked, name):
    """All of it but services that a protocol has no word for at all; it is no problem."""
    for one in shown(service, f"jane@{name}.test"):
        for entry in one["protocols"]:
            if entry.get("foreign") or not (entry.get("left_out") or entry.get("less")) or entry["protocol"] == "pacc":
                continue
            words = f"left out of {entry['protocol']}: {entry['left_out']}" if "left_out" in entry else f"{entry['protocol']}: {entry['less']}"
            assert words in checked, words


def test_persons_own(start, tmp_path):
    """Logins and hosts of a person, where the operator reveals them: all answers have them, or leave them out."""
    directory = Sqlite(tmp_path)
    directory.sql("INSERT INTO carbone_mailbox (address, domain, login) VALUES ('num@example.test', 'example.test', '007'),"
                  "('odd@example.test', 'example.test', 'a&b<c>%EMAILDOMAIN%');")
    chosen = with_directory(directory, reveal=["login", "hosts"])
    service = start(chosen)
    for address, login, host in (("jane@example.test", "jdoe", "imap9.example.test"), ("num@example.test", "007", "imap.example.test"),
                                 ("odd@example.test", "a&b<c>%EMAILDOMAIN%", "imap.example.test"),
                                 ("nobody-here@example.test", "nobody-here@example.test", "imap.example.test")):
        found = shown(service, address)
        assert (found[0]["login"], found[0]["host"]) == (login, host)
        for protocol in ("outlook", "apple", "mobilesync", "json"):
            compare(ANSWERS[protocol](service, address, "example.test"), announced(found, protocol))


def test_mailbox_of_a_person(tmp_path):
    """--user shows what the holder of a link gets, without the operator's revealing it."""
    directory = Sqlite(tmp_path)
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(with_directory(directory)))
    for words, login, host in (([], "jane@example.test", "imap.example.test"), (["--user"], "jdoe", "imap9.example.test")):
        done = run("show", "jane@example.test", "--json", *words, "--config", path)
        (imap, *_) = json.loads(done.stdout)["services"]
        assert (imap["login"], imap["host"]) == (login, host)
        assert next(entry for entry in imap["protocols"] if entry["protocol"] == "apple")["host"] == host
    for address, sentence in (("old@example.test", ""), ("nobody-here@example.test", "the directory has no such mailbox")):
        done = run("show", address, "--user", "--config", path)
        assert sentence in done.stderr and bool(done.stdout) == (not sentence)
