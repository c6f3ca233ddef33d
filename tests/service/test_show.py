# SPDX-License-Identifier: Apache-2.0
"""show: the table that a person reads, and each protocol's document as it is served.  Its JSON: test_agreement.py."""
import json
import plistlib

import pytest

from harness.directory import Sqlite
from harness.service import run
from harness.settings import settings, with_directory

from . import pox
from .mozilla import PATH as AUTOCONFIG

ADDRESS = "jane@example.test"


def get(target, host="autoconfig.example.test"):
    return lambda service: service.ask(target, host=host).body.decode()


def post(body):
    return lambda service: pox.post(service.address, body).body.decode()


def location(name):
    return lambda service: service.ask(f"/.well-known/{name}", host="example.test")["Location"] + "\n"


SERVED = {
    "mozilla": get(AUTOCONFIG),
    "autodiscover": post(pox.request(ADDRESS)),
    "mobilesync": post(pox.mobile(ADDRESS)),
    "json": get("/autodiscover/autodiscover.json?Protocol=ActiveSync&Email=jane%40example.test"),
    "pacc": get("/.well-known/user-agent-configuration.json", "ua-auto-config.example.test"),
    "caldav": location("caldav"),
    "carddav": location("carddav"),
}


@pytest.mark.parametrize("protocol", SERVED)
def test_documents_are_those_that_are_served(service, protocol):
    done = run("show", ADDRESS, "--protocol", protocol, "--config", service.config)
    assert done.returncode == 0, done.stderr
    assert done.stdout == SERVED[protocol](service)


def test_a_refusal_in_the_protocols_own_words(service):
    """There is no ActiveSync for starttls.test: the client reads why, and the status says that it is none."""
    done = run("show", "jane@starttls.test", "--protocol", "json", "--config", service.config)
    assert done.returncode == 1 and json.loads(done.stdout)["ErrorCode"] == "InvalidProtocol"


def test_profile(service):
    done = run("show", ADDRESS, "--protocol", "apple", "--config", service.config)
    assert plistlib.loads(done.stdout.encode())["PayloadType"] == "Configuration"


# services and what else is set; the table
TABLES = [
    ([{"type": "imap", "host": "imap.example.test", "authentication": ["oauth2", "password"]}, {"type": "submission", "host": "s.test", "security": "starttls"}], {}, """\
jane@example.test, of example.test

imap
  protocol  where                  security  login              authentication
  mozilla   imap.example.test:993  tls       jane@example.test  oauth2, password
  outlook   imap.example.test:993  tls       jane@example.test  password          Autodiscover can say of ways to log in that a password is needed, or nothing
  apple     imap.example.test:993  tls       jane@example.test  password          a profile names one way to log in
  pacc      imap.example.test:993  tls       jane@example.test  -
  dns       imap.example.test:993  tls       -                  -
  no word for it: mobilesync, json, well-known

submission
  protocol  where       security  login              authentication
  mozilla   s.test:587  starttls  jane@example.test  password
  outlook   s.test:587  starttls  jane@example.test  password
  apple     s.test:587  starttls  jane@example.test  password
  pacc      left out: PACC knows nothing but TLS from the first byte
  dns       s.test:587  starttls  -                  -
  no word for it: mobilesync, json, well-known
"""),
    ([{"type": "caldav", "url": "https://d.test/%EMAILADDRESS%/"}], {"pacc": {"enabled": False}}, """\
jane@example.test, of example.test

caldav
  protocol    where       security  login              authentication
  mozilla     left out: there is no document without a mail server
  outlook     left out: there are no settings without a mail server
  apple       d.test:443  tls       jane@example.test  password
  pacc        left out: it is switched off, or the settings do not name the domain
  well-known  left out: its URL holds the address, and it has no root
  dns         d.test:443  tls       -                  -
  no word for it: mobilesync, json
"""),
    ([], {}, "jane@example.test, of example.test\n\nno services\n"),
]


@pytest.mark.parametrize("services, others, table", TABLES)
def test_table(tmp_path, services, others, table):
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(settings(services=services, domains={"example.test": None}, **others)))
    done = run("show", ADDRESS, "--config", path)
    assert (done.returncode, done.stdout) == (0, table), done.stderr


def test_table_of_the_catch_all(tmp_path):
    """Nobody's profile, no document of PACC's, no redirect: those are for listed domains."""
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(settings(domains={"*": None})))
    done = run("show", "jane@other.test", "--config", path)
    assert done.returncode == 0 and done.stdout.startswith("jane@other.test, of other.test\n")
    assert "left out: profiles are made for listed domains alone" in done.stdout
    assert "left out: redirects are made for listed domains alone" in done.stdout


@pytest.mark.parametrize("words, status, sentence", [
    (["jane@unknown.test"], 1, "show: This mail domain is not served here."),
    (["jane@unknown.test", "--json"], 1, "show: This mail domain is not served here."),
    (["jane@unknown.test", "--protocol", "pacc"], 1, "show: pacc: This mail domain is not served here."),
    (["jane@starttls.test", "--protocol", "caldav"], 1, "show: caldav: "),
    (["jane@starttls.test", "--protocol", "jmap"], 1, "show: jmap: "),
    (["jane"], 2, "jane is no mail address"),
    ([ADDRESS, "--protocol", "imap"], 2, "there are: mozilla autodiscover mobilesync json apple pacc caldav carddav jmap"),
    ([ADDRESS, "--protocol", "mozilla", "--json"], 2, "--json is for the table"),
    ([], 2, "Usage: carbone-autoconf show"),
])
def test_refusals(service, words, status, sentence):
    done = run("show", *words, "--config", service.config)
    assert (done.returncode, done.stdout) == (status, "") and sentence in done.stderr


def test_check_says_it_once(tmp_path):
    """One line for all domains of which the same is to be said, whoever configured them."""
    odd = [{"type": "imap", "host": "i.test", "port": 9993}, {"type": "submission", "host": "s.test"}]
    domains = {"a.test": None, "b.test": None, "c.test": {"services": odd}, "d.test": {"services": odd}, "e.test": {"services": [*odd, {**odd[0], "port": 9994}]}}
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(settings(services=odd, domains=domains)))
    done = run("check", "--config", path)
    lines = [line for line in done.stderr.splitlines() if line.startswith("announced: ")]
    said = "implicit TLS on a port other than 993 cannot be said in a profile"
    assert done.returncode == 0, done.stderr
    assert [line for line in lines if "i.test:9993: left out of apple" in line] == [
        f"announced: a.test and 3 more: imap i.test:9993: left out of apple: {said}", f"announced: e.test: imap i.test:9993: left out of apple: {said}"]


def test_further_addresses(tmp_path):
    """Aliases of one person, for --user alone."""
    path = tmp_path / "settings.yaml"
    path.write_text(json.dumps(with_directory(Sqlite(tmp_path))))
    for address, others in (("jane@example.test", ["info@example.test"]), ("info@example.test", ["jane@example.test"]), ("joe@second.test", [])):
        done = run("show", address, "--user", "--config", path)
        line = [line for line in done.stdout.splitlines() if line.startswith("further addresses: ")]
        assert line == [f"further addresses: {', '.join(others)}"] * bool(others), done.stdout + done.stderr
        assert json.loads(run("show", address, "--user", "--json", "--config", path).stdout)["addresses"] == others
        assert json.loads(run("show", address, "--json", "--config", path).stdout)["addresses"] == []
