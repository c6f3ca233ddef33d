# SPDX-License-Identifier: Apache-2.0
"""Profiles of every kind as they are served, signed: read by four readers, judged by the keys of Apple's schema, verified and damaged.

Where the cases of a profile's life are tested.  Documents compared whole: tests/profiles/test_profile.c, test_payloads.c (each payload, option
and variant, names, choices, refusals, fifty payloads, a large icon), test_uuid.c (identifiers).  Settings that are refused:
tests/settings/test_services.c.  Keys and certificates: tests/profiles/test_signature_checks.c; signatures, chains, threads:
tests/profiles/test_signature.c; lack of memory: tests/profiles/test_out_of_memory.c, tests/signer/.  Over HTTP: addresses and arguments
test_profile.py, headers, tags, expiry, reload and load test_signing.py, the process test_signer_process.py, tokens test_links.py,
who is told what test_privacy.py, a directory that is away test_links.py and tests/failure/.  With people in a directory: the end of this file.
"""
import importlib.util
import json
import plistlib
import subprocess
from pathlib import Path

import pytest

from harness.authority import openssl
from harness.directory import Sqlite
from harness.links import Key
from harness.process import wait_for
from harness.service import Service, run
from harness.settings import EAS, IMPLICIT, settings

from .test_links import linked, target
from .test_profile import TYPE, verified

IMAP, POP3, SUBMISSION, CALDAV, CARDDAV, ACTIVESYNC = IMPLICIT
LDAP = {"type": "ldap", "host": "ldap.example.test", "port": 636, "security": "tls"}
EWS = {"type": "ews", "url": "https://mail.example.test/EWS/Exchange.asmx"}
WEBMAIL = {"type": "webmail", "url": "https://mail.%EMAILDOMAIN%/?a=1&b=2"}
CALENDARS = [{"type": "subscribed-calendar", "url": f"https://cal.example.test/{n}.ics?a=1&b=2", "label": f"Nr. {n} <&>", "authentication": way}
             for n, way in enumerate(["none", "none", "password"])]
NO_LOGIN = {"type": "submission", "host": "smtp.example.test", "port": 587, "security": "starttls", "authentication": "none"}
EVERY_WORD = ["mail", "caldav", "carddav", "ldap", "calendars", "activesync", "ews", "web-clip"]
FOUR = {"default": "Agree <b>&</b>\nand again ]]>", "de": "Bitte zustimmen", "es": "De acuerdo", "fr": "D’accord"}
SWITCHES = {"mail": {"prevent_move": True, "prevent_app_sheet": True, "allow_mail_drop": True, "disable_recents_syncing": True, "imap_path_prefix": "INBOX"},
            "smime": {"own_certificates": True}}


def without(service, *ways):
    return {**service, "authentication": list(ways)}


# what is in it; the services, what is set of profiles, the payloads by the last words of their types
KINDS = {
    "everything usual": (IMPLICIT, {}, ["mail", "caldav", "carddav"]),
    "STARTTLS": ([{"type": "imap", "host": "m.test", "port": 143, "security": "starttls"}, {"type": "submission", "host": "m.test", "port": 2587, "security": "starttls"}], {}, ["mail"]),
    "POP3": ([POP3, SUBMISSION], {}, ["mail"]),
    "hosts of umlauts": ([{**IMAP, "host": "imap.bücher.test"}, SUBMISSION, {**CALDAV, "url": "https://dav.bücher.test:8443/", "root": "https://dav.bücher.test:8443/"}], {}, ["mail", "caldav"]),
    "submission with a login of its own": ([IMAP, {**SUBMISSION, "username": "relay-%EMAILLOCALPART%"}], {}, ["mail"]),
    "submission without a login": ([IMAP, NO_LOGIN], {}, ["mail"]),
    "OAuth alone, beside ActiveSync": ([without(IMAP, "oauth2"), without(SUBMISSION, "oauth2"), CALDAV, ACTIVESYNC], {}, ["caldav", "eas"]),
    "ActiveSync beside mail": ([IMAP, SUBMISSION, ACTIVESYNC], {}, ["mail"]),
    "ActiveSync beside mail, for the rest": ([IMAP, SUBMISSION, ACTIVESYNC], {"payloads": EVERY_WORD}, ["mail", "eas"]),
    "ActiveSync alone": ([ACTIVESYNC], SWITCHES, ["eas"]),
    "EWS for Macs, ActiveSync for others": ([ACTIVESYNC, EWS], {"payloads": ["activesync", "ews"]}, ["eas", "ews"]),
    "LDAP with a search base": ([IMAP, SUBMISSION, {**LDAP, "search_base": "ou=people,dc=example,dc=test"}], {}, ["mail", "ldap"]),
    "LDAP without one": ([IMAP, SUBMISSION, LDAP], {}, ["mail", "ldap"]),
    "three calendars": ([IMAP, SUBMISSION, *CALENDARS], {}, ["mail", *["subscribedcalendar"] * 3]),
    "a web clip": ([IMAP, SUBMISSION, WEBMAIL], {"web_clip": True}, ["mail", "webClip"]),
    "switches": ([IMAP, SUBMISSION], SWITCHES, ["mail"]),
    "consent and dates": ([IMAP, SUBMISSION], {"consent": FOUR, "removal_date": "2099-12-31", "duration_until_removal": "30d",
                                               "expiration_date": "2099-06-30T12:00:00Z"}, ["mail"]),
    "authorities": ([IMAP, SUBMISSION], {"root_certificates": 2}, ["mail", "root", "root"]),
    "all at once": ([*IMPLICIT, EWS, LDAP, *CALENDARS, WEBMAIL], {"payloads": EVERY_WORD, "consent": FOUR, "root_certificates": 1, **SWITCHES},
                    ["mail", "caldav", "carddav", "ldap", "root", *["subscribedcalendar"] * 3, "webClip"]),
}


@pytest.fixture(scope="module")
def judge():
    """That of the golden profiles."""
    spec = importlib.util.spec_from_file_location("golden_plists", Path(__file__).parents[1] / "profiles" / "golden_plists.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check


@pytest.fixture(scope="module")
def roots(authority, tmp_path_factory):
    """Two authorities, one file PEM and one DER."""
    der = tmp_path_factory.mktemp("roots") / "root.der"
    openssl("x509", "-in", authority.root, "-outform", "DER", "-out", der)
    return [str(authority.intermediate), str(der)]


@pytest.fixture(scope="module")
def kinds(authority, signing, roots, tmp_path_factory):
    """One service; each kind is a domain of its own."""
    domains = {}
    for number, (services, profiles, _) in enumerate(KINDS.values()):
        own = {**profiles, **({"root_certificates": roots[:profiles["root_certificates"]]} if "root_certificates" in profiles else {})}
        domains[f"kind{number}.test"] = {"services": services, "profiles": own, "pacc": False}
    service = Service(tmp_path_factory.mktemp("kinds"), settings(profiles=signing, domains=domains))
    yield service
    service.stop()


def ask_for(service, kind, more=""):
    return service.ask(f"/mobileconfig?emailaddress=jane%40kind{list(KINDS).index(kind)}.test{more}")


def names_of(plist):
    return [payload["PayloadType"].split(".")[3 if ".security." in payload["PayloadType"] else 2] for payload in plist["PayloadContent"]]


def read_by_all(content, folder):
    """Each reader says the same."""
    path = folder / "profile.plist"
    path.write_bytes(content)
    subprocess.run(["xmllint", "--nonet", "--noout", path], check=True)
    subprocess.run(["plistutil", "-i", path, "-o", folder / "profile.bin", "-f", "bin"], check=True, capture_output=True)
    plist = plistlib.loads(content)
    assert plistlib.loads((folder / "profile.bin").read_bytes()) == plist
    return plist


@pytest.mark.parametrize("kind", KINDS)
def test_kind(kinds, authority, judge, tmp_path, kind):
    answer = ask_for(kinds, kind)
    assert (answer.status, answer["Content-Type"]) == (200, TYPE)
    plist = read_by_all(verified(answer, authority, tmp_path), tmp_path)
    assert names_of(plist) == KINDS[kind][2]
    assert not list(judge(plist)) and not any(key.endswith("Password") and key != "OutgoingPasswordSameAsIncomingPassword" for payload in plist["PayloadContent"] for key in payload)
    assert answer.body == ask_for(kinds, kind).body or plist == plistlib.loads(verified(ask_for(kinds, kind), authority, tmp_path))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_a_mailbox_twice(kinds, kind):
    """On a phone one account brings mail, one calendars and one contacts; Macs do not know ActiveSync, nor phones EWS."""
    payloads = plistlib.loads(ask_for(kinds, kind, "&sign=0").body)["PayloadContent"]
    types = [payload["PayloadType"].split(".")[2] for payload in payloads]
    eas = next((payload for payload in payloads if payload["PayloadType"] == "com.apple.eas.account"), {})
    for switch, other in (("EnableMail", "mail"), ("EnableCalendars", "caldav"), ("EnableContacts", "carddav")):
        assert types.count(other) + bool(eas.get(switch)) <= 1
        assert types.count(other) + types.count("ews") <= 1
    assert not eas or any(eas[key] for key in eas if key.startswith("Enable"))


@pytest.mark.parametrize("kind", KINDS)
def test_mail_alone_and_back(kinds, kind):
    """The one replaces the other: the profile's identity is the same, and so is that of each payload that both have."""
    every, mail = (plistlib.loads(ask_for(kinds, kind, f"&sign=0&variant={variant}").body) for variant in ("all", "mail"))
    assert [every[key] == mail[key] for key in ("PayloadIdentifier", "PayloadUUID", "PayloadDisplayName")] == [True] * 3
    identities = [{payload["PayloadUUID"]: payload["PayloadIdentifier"] for payload in plist["PayloadContent"]} for plist in (every, mail)]
    assert set(names_of(mail)) <= {"mail", "eas", "ews", "root"}
    assert all(identities[0].get(uuid, identifier) == identifier for uuid, identifier in identities[1].items())
    assert len(identities[0]) == len(every["PayloadContent"]) and len(identities[1]) == len(mail["PayloadContent"])


def test_what_a_device_asks(kinds):
    """One password where one serves both; none for what has no login."""
    same = {kind: plistlib.loads(ask_for(kinds, kind, "&sign=0").body)["PayloadContent"][0]["OutgoingPasswordSameAsIncomingPassword"]
            for kind in ("STARTTLS", "submission with a login of its own", "submission without a login")}
    assert same == {"STARTTLS": True, "submission with a login of its own": False, "submission without a login": False}
    calendars = plistlib.loads(ask_for(kinds, "three calendars", "&sign=0").body)["PayloadContent"][1:]
    assert ["SubCalAccountUsername" in calendar for calendar in calendars] == [False, False, True]


def test_what_changes_leaves_identities(start, signing):
    """Host, port, name of the provider, way to log in: the accounts stay the same ones."""
    service = start(settings(profiles=signing))
    ask = lambda: plistlib.loads(service.ask("/mobileconfig?emailaddress=jane%40example.test&sign=0").body)
    before = ask()
    moved = [{**IMAP, "host": "new.example.test", "port": 143, "security": "starttls", "authentication": ["password-encrypted"]}, SUBMISSION, CALDAV, CARDDAV]
    service.reload(settings(profiles={**signing, "organization": "Another"}, services=moved, server=service.settings["server"], provider={"name": "Renamed"}))
    wait_for(lambda: ask() != before)
    after = ask()
    for key in ("PayloadUUID", "PayloadIdentifier"):
        assert before[key] == after[key] and [one[key] for one in before["PayloadContent"]] == [one[key] for one in after["PayloadContent"]]


# Of what CMS does not protect: the version, the lists of algorithms and certificates, the names of algorithms beside those that are used.
def protected(der, content):
    """The content, the signed attributes and the signature itself: all that a device acts upon."""
    start = der.index(content)
    tail = der.index(bytes.fromhex("06092a864886f70d010903"), start + len(content))  # contentType, the first of the attributes
    return [*range(start, start + len(content), 50), *range(tail, tail + 100, 10), len(der) - 1]


def test_flipped(kinds, authority, tmp_path):
    """Each fiftieth byte of what is signed, and of what signs."""
    answer = ask_for(kinds, "everything usual")
    content = verified(answer, authority, tmp_path)
    for at in protected(answer.body, content):
        damaged = bytearray(answer.body)
        damaged[at] ^= 1
        (tmp_path / "damaged").write_bytes(damaged)
        done = subprocess.run(["openssl", "cms", "-verify", "-inform", "DER", "-in", tmp_path / "damaged", "-CAfile", authority.root, "-purpose", "any"],
                              capture_output=True)
        assert done.returncode, f"byte {at}"


# ---- settings ----

def test_of_a_domain(start):
    """What a domain says of profiles takes the place of what all say, member by member."""
    chosen = settings(domains={"example.test": {"profiles": {"organization": "Own", "payloads": ["mail"], "consent": {"default": "Ours"}}}, "other.test": {}})
    chosen["profiles"].update(consent="Theirs", mail={"allow_mail_drop": True})
    service = start(chosen)
    own, other = (plistlib.loads(service.ask(f"/mobileconfig?emailaddress=jane%40{name}.test").body) for name in ("example", "other"))
    assert (own["PayloadOrganization"], own["ConsentText"], names_of(own)) == ("Own", {"default": "Ours"}, ["mail"])
    assert (other["PayloadOrganization"], other["ConsentText"], names_of(other)) == ("Example", {"default": "Theirs"}, ["mail", "caldav", "carddav"])
    assert own["PayloadContent"][0]["allowMailDrop"] and other["PayloadContent"][0]["allowMailDrop"]


def test_the_largest_consent(start, signing):
    """As much as the settings take fits into what the signer takes, beside authorities and calendars."""
    consent = {language: "&" * 800 for language in ("default", "de", "es", "fr", "it", "nl")}
    calendars = [{"type": "subscribed-calendar", "url": f"https://c.test/{n}/{'x' * 900}.ics", "label": f"C{n}", "authentication": "none"} for n in range(50)]
    service = start(settings(profiles={**signing, "consent": consent}, services=[*IMPLICIT, *calendars]))
    answer = service.ask("/mobileconfig?emailaddress=jane%40example.test")
    assert (answer.status, answer["Content-Type"]) == (200, TYPE)
    table = run("show", "jane@example.test", "--config", service.config).stdout
    assert "left out: the profile has no room left" in table


@pytest.mark.parametrize("services, profiles, sentence", [
    ([{**IMAP, "port": 10993}, SUBMISSION], {}, "implicit TLS on a port other than 993 cannot be said in a profile"),
    ([without(IMAP, "oauth2"), SUBMISSION], {}, "a profile has no value for any of its authentication methods"),
    ([IMAP, SUBMISSION, {**LDAP, "port": 1636}], {}, "a profile has no word for the port of an LDAP server"),
    ([IMAP, SUBMISSION, {**LDAP, "port": 389, "security": "starttls"}], {}, "STARTTLS of an LDAP server cannot be said in a profile"),
    ([IMAP, SUBMISSION, LDAP], {"payloads": ["mail"]}, "the settings leave it out of profiles"),
    ([IMAP, SUBMISSION, {**ACTIVESYNC, "url": EAS.replace(".test/", ".test:8443/")}], {"payloads": EVERY_WORD}, "a profile has no word for the port of an ActiveSync server"),
    ([IMAP, SUBMISSION, EWS], {"payloads": EVERY_WORD}, "mail, calendars or contacts have payloads of their own, and a Mac would have them twice"),
    ([*IMPLICIT], {"payloads": EVERY_WORD}, "mail, calendars and contacts have payloads of their own"),
    ([IMAP, SUBMISSION], {"removal_date": "2020-01-01"}, "the removal date of profiles has passed"),
    ([IMAP, SUBMISSION, CALENDARS[0], CALENDARS[0]], {}, "the same calendar stands before it, or the profile has no room left"),
])
def test_why_it_is_left_out(tmp_path, services, profiles, sentence):
    """In `show` for a person, in `check` for all domains."""
    path = tmp_path / "settings.yaml"
    chosen = settings(services=services, domains={"example.test": None})
    chosen["profiles"].update(profiles)
    path.write_text(json.dumps(chosen))
    shown, checked = run("show", "jane@example.test", "--config", path), run("check", "--config", path)
    assert f"left out: {sentence}" in shown.stdout
    assert f"left out of apple: {sentence}" in checked.stderr and checked.returncode == 0


# ---- people ----

# What stands in the database; what the profile says, or None: then the device asks for the name.
PEOPLE = [
    ("'Jane \"J\" <O''Neil> & Co ]]>'", 'Jane "J" <O\'Neil> & Co ]]>'),
    ("'אב 📫 é'", "אב 📫 é"),
    ("'e' || char(769)", "e\u0301"),
    ("'J'", "J"),
    ("'" + "x" * 255 + "'", "x" * 255),
    ("'  '", None),
    ("NULL", None),
    ("'a' || char(1) || 'b'", None),
    ("'a' || char(10) || 'b'", None),
    ("CAST(x'61ff62' AS TEXT)", None),
    ("CAST(x'61efbfbe' AS TEXT)", None),
]


def test_names_of_people(start, signing, tmp_path, authority, judge):
    """Whatever somebody has got into the table: a profile that can be installed."""
    directory = Sqlite(tmp_path)
    for number, (name, _) in enumerate(PEOPLE):
        directory.sql(f"INSERT INTO carbone_mailbox (address, domain, display_name) VALUES ('p{number}@example.test', 'example.test', {name});")
    key = Key("first")
    service = start(linked(directory, tmp_path, key, signing=signing["signing"]))
    for number, (_, expected) in enumerate(PEOPLE):
        plist = read_by_all(verified(service.ask(target(key.mint(f"p{number}@example.test"))), authority, tmp_path), tmp_path)
        assert plist["PayloadContent"][0].get("EmailAccountName") == expected and not list(judge(plist))
