# SPDX-License-Identifier: Apache-2.0
"""`import`: settings and tables made of automx2's database and of Mozilla's files say what the originals said."""
import json
import sqlite3
from xml.etree import ElementTree

import pytest

from harness.automx2 import AGES, Automx2Postgresql, Automx2Sqlite, automx2
from harness.directory import MariadbDatabase, PostgresqlDatabase, init
from harness.service import run

from .test_automx2 import EXPECTED, NOT_SERVED

DOMAINS = [*EXPECTED, *NOT_SERVED]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def make(request, tmp_path):
    return automx2(request.param, request, tmp_path)


def imported(*words):
    done = run("import", *words)
    assert done.returncode in (0, 1), done.stderr
    return done


def configured(path, text):
    path.write_text(text)
    done = run("check", "--config", path)
    assert done.returncode == 0, done.stderr
    return path


def documents(config, domains=tuple(DOMAINS)):
    """What a client of each protocol gets for somebody in each domain; PACC is for domains of the settings alone."""
    shown = {}
    for domain in domains:
        done = [run("show", "--config", config, "--protocol", protocol, f"jane@{domain}") for protocol in ("mozilla", "autodiscover", "apple")]
        shown[domain] = [(one.returncode, one.stdout) for one in done]
    return shown


def as_it_stands(path, database, **more):
    return configured(path, json.dumps({"directory": {"url": database.url, "schema": "automx2"}, "profiles": PROFILES, **more}))


PROFILES = {"identifier": "test.example.autoconfig"}
PROFILES_YAML = f"profiles: {json.dumps(PROFILES)}\n"


# ---- automx2 ----

def test_a_file_says_the_same(make, tmp_path):
    file = configured(tmp_path / "ours.yaml", imported("automx2", make().theirs).stdout + PROFILES_YAML)
    found = documents(file)
    (tmp_path / "beside").mkdir()
    assert found == documents(as_it_stands(tmp_path / "theirs.yaml", Automx2Sqlite(tmp_path / "beside")))
    assert {status for status, _ in found["example.test"]} == {0} and found["serverless.test"][0] == found["unknown.test"][0] == (1, "")


@pytest.mark.parametrize("age", AGES)
def test_every_age(tmp_path, age):
    database = Automx2Sqlite(tmp_path, age)
    file = configured(tmp_path / "ours.yaml", imported("automx2", database.theirs).stdout + PROFILES_YAML)
    assert documents(file) == documents(as_it_stands(tmp_path / "theirs.yaml", database))


def test_cleartext_when_asked_for(tmp_path):
    database = Automx2Sqlite(tmp_path)
    done = imported("automx2", database.theirs, "--allow-cleartext")
    file = configured(tmp_path / "ours.yaml", done.stdout + PROFILES_YAML)
    found = documents(file)
    assert found == documents(as_it_stands(tmp_path / "theirs.yaml", database, allow_cleartext=True))
    assert "<socketType>plain</socketType>" in found["none.test"][0][1]


LOST = [
    "server 7 is left out, of odd.test: its type \"INVALID\" is nothing",
    "server 8 is left out, of odd.test: its port \"0\" is nothing",
    "server 9 is left out, of odd.test: its name \"%EMAILLOCALPART%.mail.example.test\" is nothing",
    "server 10 is left out, of odd.test: its authentication \"magic\" is nothing",
    "server 11 is left out, of none.test and others: its socket_type \"none\" is nothing that can be announced without --allow-cleartext",
    "davserver 4 is left out, of odd.test: its url \"http://dav.example.test/plain/\" is nothing",
    "not a domain is left out: it is no domain name",
    "the names of provider 2 are cut",
    "the LDAP server ldap.example.test is left out: people of people.test get",
]


def test_what_is_lost_is_said(make):
    done = imported("automx2", make().theirs)
    lines = [line for line in done.stderr.splitlines() if "warning:" not in line]
    assert done.returncode == 1
    for sentence in LOST:
        assert sum(sentence in line for line in lines) == 1, sentence
    assert len(lines) == len(LOST), lines


WHOLE = """
INSERT INTO provider (id, name, short_name) VALUES (1, 'Example "Mail" ${HOME} & Söhne', 'Example');
INSERT INTO domain (id, name, provider_id) VALUES (1, 'a.test', 1), (2, 'b.test', 1), (3, 'c.test', 1);
INSERT INTO server (id, prio, name, port, type, socket_type, user_name, authentication) VALUES
	(1, 10, 'imap.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(2, 10, 'smtp.example.test', 465, 'smtp', 'SSL', '%EMAILADDRESS%', 'plain'),
	(3, 10, 'other.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain');
INSERT INTO server_domain (domain_id, server_id) VALUES (1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (3, 2);
"""


def test_nothing_is_lost(make):
    """What most domains have stands at the top; exit 0."""
    done = imported("automx2", make("2026", WHOLE).theirs)
    assert done.returncode == 0 and not done.stderr, done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("  \"")] == ['  "a.test": {}', '  "b.test": {}', '  "c.test":']
    assert sum("imap.example.test" in line for line in lines) == 1 and sum("other.example.test" in line for line in lines) == 1
    assert lines.index("services:") < lines.index("domains:")


def test_a_provider_without_a_name(make):
    """Nobody's is not this machine's."""
    done = imported("automx2", make("2026", WHOLE.replace("'Example \"Mail\" ${HOME} & Söhne', 'Example'", "'', ''")).theirs)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert "provider:" not in done.stdout and "127.0.0.1" not in done.stdout, done.stdout


def test_too_much_for_a_file(make):
    """Nothing is written that could not be read again."""
    many = WHOLE + "INSERT INTO domain (id, name, provider_id) VALUES " + ", ".join(f"({i}, 'd{i}.test', 1)" for i in range(4, 60000)) + ";"
    done = imported("automx2", make("2026", many).theirs)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr == "carbone-autoconf import: this is too much for one file: --database puts it into tables\n"


def own(kind, request, tmp_path):
    """Empty tables of our own."""
    url = f"sqlite:{tmp_path}/own.db"
    if kind != "sqlite":
        url = {"postgresql": PostgresqlDatabase, "mariadb": MariadbDatabase}[kind](request.getfixturevalue(kind), make=False).url
    init(url)
    return url


def ours(path, url, **more):
    return configured(path, json.dumps({"directory": {"url": url}, "profiles": PROFILES, **more}))


@pytest.mark.parametrize("kind, rows", [("sqlite", "odd"), ("postgresql", "odd"), ("mariadb", "odd"), ("postgresql", "whole"), ("mariadb", "whole")])
def test_tables_say_the_same(request, tmp_path, kind, rows):
    database = Automx2Sqlite(tmp_path) if rows == "odd" else Automx2Sqlite(tmp_path, "2026", WHOLE)
    url = own(kind, request, tmp_path)
    done = imported("automx2", database.theirs, "--database", url)
    assert "7 domains were written" in done.stderr or "3 domains were written" in done.stderr
    domains = DOMAINS if rows == "odd" else ["a.test", "b.test", "c.test"]
    found = documents(ours(tmp_path / "ours.yaml", url), domains)
    assert found == documents(as_it_stands(tmp_path / "theirs.yaml", database), domains)
    assert not done.stdout


def test_tables_of_mariadb(request, tmp_path):
    """An insert that replaces is another one there."""
    database, url = Automx2Sqlite(tmp_path, "2026", WHOLE), own("mariadb", request, tmp_path)
    assert imported("automx2", database.theirs, "--database", url).returncode == 0
    assert run("import", "automx2", database.theirs, "--database", url).returncode == 1
    database.sql("UPDATE server SET name = 'new.example.test' WHERE id = 2")
    assert imported("automx2", database.theirs, "--database", url, "--replace").returncode == 0
    rows = request.getfixturevalue("mariadb").sql("SELECT domain, host FROM carbone_service WHERE domain IS NOT NULL ORDER BY domain, position",
                                                  url.rsplit("/", 1)[1])
    assert rows.split("\n")[:2] == ["a.test\timap.example.test", "a.test\tnew.example.test"]
    assert "Söhne" in request.getfixturevalue("mariadb").sql("SET NAMES utf8mb4; SELECT value FROM carbone_text", url.rsplit("/", 1)[1])


def query(path, sql):
    connection = sqlite3.connect(path)
    rows = connection.execute(sql).fetchall()
    connection.commit()
    connection.close()
    return rows


def test_what_all_have_stands_once_in_empty_tables(tmp_path):
    init(f"sqlite:{tmp_path}/own.db")
    imported("automx2", Automx2Sqlite(tmp_path, "2026", WHOLE).theirs, "--database", f"sqlite:{tmp_path}/own.db")
    assert query(tmp_path / "own.db", "SELECT domain, count(*) FROM carbone_service GROUP BY 1") == [(None, 2), ("c.test", 2)]


def test_domains_that_are_there_are_not_touched(tmp_path):
    url, theirs = f"sqlite:{tmp_path}/own.db", Automx2Sqlite(tmp_path, "2026", WHOLE).theirs
    init(url)
    query(tmp_path / "own.db", "INSERT INTO carbone_domain (name, color) VALUES ('b.test', '#112233')")
    query(tmp_path / "own.db", "INSERT INTO carbone_mailbox (address, domain) VALUES ('jane@b.test', 'b.test')")
    query(tmp_path / "own.db", "INSERT INTO carbone_service (domain, type, url) VALUES ('b.test', 'webmail', 'https://old.example/')")
    done = run("import", "automx2", theirs, "--database", url)
    assert done.returncode == 1 and "b.test is there already" in done.stderr and "--replace" in done.stderr
    assert query(tmp_path / "own.db", "SELECT name FROM carbone_domain") == [("b.test",)], "nothing was written"

    done = run("import", "automx2", theirs, "--database", url, "--replace")
    assert done.returncode == 0, done.stderr
    assert query(tmp_path / "own.db", "SELECT name, color FROM carbone_domain ORDER BY 1") == [("a.test", None), ("b.test", "#112233"), ("c.test", None)]
    assert query(tmp_path / "own.db", "SELECT address FROM carbone_mailbox") == [("jane@b.test",)], "people stay"
    assert query(tmp_path / "own.db", "SELECT type FROM carbone_service WHERE domain = 'b.test' ORDER BY position") == [("imap",), ("submission",)]
    assert query(tmp_path / "own.db", "SELECT count(*) FROM carbone_service WHERE domain IS NULL") == [(0,)], "others would get them"


def test_an_alias_domain_is_never_overwritten(tmp_path):
    url, theirs = f"sqlite:{tmp_path}/own.db", Automx2Sqlite(tmp_path, "2026", WHOLE).theirs
    init(url)
    query(tmp_path / "own.db", "INSERT INTO carbone_domain (name) VALUES ('real.test')")
    query(tmp_path / "own.db", "INSERT INTO carbone_alias_domain (name, domain) VALUES ('c.test', 'real.test')")
    done = run("import", "automx2", theirs, "--database", url, "--replace")
    assert done.returncode == 1 and "c.test is an alias domain there" in done.stderr
    assert query(tmp_path / "own.db", "SELECT name FROM carbone_domain") == [("real.test",)], "nothing was written"


def test_its_settings_file(tmp_path, postgresql):
    """Python doubles percent signs there."""
    database = Automx2Postgresql(postgresql, "2026", WHOLE)
    address = database.url.split("@")[1]
    database.sql("CREATE ROLE \"m@il%\" LOGIN SUPERUSER")
    (tmp_path / "automx2.conf").write_text(
        f"; a comment\n[other]\ndb_uri = x\n[automx2]\n# one more\nloglevel: INFO\nDB_URI = postgresql+psycopg2://m%%40il%%25:p%%3Aw@{address}\n")
    done = imported("automx2", tmp_path / "automx2.conf")
    assert done.returncode == 0 and '"a.test"' in done.stdout, done.stderr
    assert "p%3Aw" not in done.stdout + done.stderr


# what is given, and a word of the complaint
REFUSED = [
    ("sqlite:///:memory:", "memory"),
    ("sqlite://", "memory"),
    ("oracle+cx://u:secret@h/x", "oracle is no kind of database"),
    ("/nowhere/automx2.conf", "No such file"),
    ("sqlite:////nowhere/automx2.db", "automx2.db"),
    ("postgresql://u:secret@127.0.0.1:1/x", "refused"),
]


@pytest.mark.parametrize("location, words", REFUSED)
def test_what_cannot_be_read(location, words):
    done = run("import", "automx2", location)
    assert done.returncode == 1 and words in done.stderr and not done.stdout, done.stderr
    assert "secret" not in done.stderr


def test_a_settings_file_that_is_none(tmp_path):
    for text, words in [("", "no db_uri"), ("[automx2]\n", "no db_uri"), ("[automx2]\ndb_uri = mysql://u:p%40x@h/d\n", "percent sign")]:
        (tmp_path / "automx2.conf").write_text(text)
        done = run("import", "automx2", tmp_path / "automx2.conf")
        assert done.returncode == 1 and words in done.stderr, done.stderr


@pytest.mark.parametrize("words", [(), ("automx2",), ("ispdb",), ("automx2", "a", "b"), ("other", "x"), ("automx2", "a", "--replace"), ("automx2", "x", "--nope")])
def test_usage(words):
    assert run("import", *words).returncode == 2


# ---- Mozilla's files ----

FULL = """<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
 <emailProvider id="post.example">
  <domain>post.example</domain>
  <domain>Mail.Example</domain>
  <domain>bücher.example</domain>
  <displayName>Post &amp; Mail of Example</displayName>
  <displayShortName>Post</displayShortName>
  <incomingServer type="imap">
   <hostname>imap.post.example</hostname><port>993</port><socketType>SSL</socketType>
   <username>%EMAILADDRESS%</username><authentication>OAuth2</authentication><authentication>password-cleartext</authentication>
  </incomingServer>
  <incomingServer type="imap">
   <hostname> imap.%EMAILDOMAIN% </hostname><port>143</port><socketType>STARTTLS</socketType>
   <username>%EMAILLOCALPART%</username><authentication>password-encrypted</authentication><authentication>GSSAPI</authentication>
  </incomingServer>
  <incomingServer type="pop3">
   <hostname>pop.post.example</hostname><port>995</port><socketType>SSL</socketType>
   <username>%EMAILLOCALPART%.%EMAILDOMAIN%</username><authentication>plain</authentication>
   <pop3><leaveMessagesOnServer>true</leaveMessagesOnServer></pop3>
  </incomingServer>
  <outgoingServer type="smtp">
   <hostname>smtp.post.example</hostname><port>465</port><socketType>SSL</socketType>
   <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>
   <restriction>client-IP-address</restriction><addThisServer>true</addThisServer>
  </outgoingServer>
  <outgoingServer type="smtp">
   <hostname>smtp.post.example</hostname><port>587</port><socketType>STARTTLS</socketType>
   <username>%EMAILADDRESS%</username><authentication>NTLM</authentication><authentication>none</authentication>
  </outgoingServer>
  <documentation url="https://post.example/help">
   <descr lang="en">Setting mail up</descr><descr lang="de">Post einrichten</descr>
  </documentation>
 </emailProvider>
 <oAuth2>
  <issuer>login.post.example</issuer><scope>mail offline_access</scope>
  <authURL>https://login.post.example/auth</authURL><tokenURL>https://login.post.example/token</tokenURL>
 </oAuth2>
 <webMail><loginPage url="https://webmail.post.example/"/><loginPageInfo url="https://webmail.post.example/"/></webMail>
 <clientConfigUpdate url="https://www.post.example/config.xml"/>
</clientConfig>
"""

ALIASES = {"plain": "password-cleartext", "secure": "password-encrypted"}


def meaning(text, domain):
    """A document as the clients read it: order counts within each kind of server, old words count as the new."""
    root = ElementTree.fromstring(text)
    provider = root.find("emailProvider")

    def leaf(element, name):
        return (element.findtext(name) or "").strip()

    def server(element):
        host = leaf(element, "hostname").replace("%EMAILDOMAIN%", domain)
        ways = [ALIASES.get(way.text, way.text) for way in element.findall("authentication")]
        return element.get("type"), host, leaf(element, "port"), leaf(element, "socketType"), leaf(element, "url"), leaf(element, "username"), ways

    kinds = ("imap", "pop3", "smtp", "ews", "activeSync", "jmap")
    servers = [server(element) for element in [*provider.findall("incomingServer"), *provider.findall("outgoingServer")]]
    oauth2 = root.find("oAuth2")
    return {
        "servers": {kind: [server for server in servers if server[0] == kind] for kind in kinds},
        "names": [leaf(provider, "displayName"), leaf(provider, "displayShortName")],
        "documentation": [(page.get("url"), sorted((title.get("lang"), title.text) for title in page)) for page in provider.findall("documentation")],
        "oauth2": oauth2 and sorted((child.tag, child.text.replace("https://login.", "login.") if child.tag == "issuer" else child.text) for child in oauth2),
        "others": sorted((element.tag, server(element)) for element in root if element.get("type")),
    }


def shown(config, domain):
    done = run("show", "--config", config, "--protocol", "mozilla", f"jane@{domain}")
    assert done.returncode == 0, done.stderr
    return meaning(done.stdout, domain)


@pytest.mark.parametrize("place", ["file", "tables"])
def test_a_provider_means_the_same(tmp_path, place):
    (tmp_path / "post.xml").write_text(FULL)
    if place == "file":
        done = imported("ispdb", tmp_path / "post.xml")
        config = configured(tmp_path / "ours.yaml", done.stdout)
    else:
        url = f"sqlite:{tmp_path}/own.db"
        init(url)
        done = imported("ispdb", tmp_path / "post.xml", "--database", url)
        config = ours(tmp_path / "ours.yaml", url)
    assert done.returncode == 0, done.stderr
    for domain in ("post.example", "mail.example", "xn--bcher-kva.example"):
        assert shown(config, domain) == meaning(FULL, domain)
    for name in ("pop3", "restriction", "addThisServer", "loginPageInfo"):
        assert f": {name} is not known here" in done.stderr, name
    assert "webmail.post.example" in (done.stdout or "webmail.post.example")


def test_the_documented_example(tmp_path):
    """Our own document, read again: all that it can say."""
    source = tmp_path / "source.yaml"
    source.write_text(json.dumps({
        "provider": {"name": "Example Mail", "short_name": "Example", "documentation": {"url": "https://www.example.com/", "title": {"en": "How to"}}},
        "oauth2": {"issuer": "https://login.example.com", "authorization_url": "https://login.example.com/a", "token_url": "https://login.example.com/t",
                   "scope": "mail", "client_id": "x"},
        "services": [
            {"type": "imap", "host": "imap.example.com", "authentication": ["oauth2", "password"]},
            {"type": "pop3", "host": "pop.example.com"}, {"type": "submission", "host": "smtp.example.com"},
            {"type": "managesieve", "host": "sieve.example.com"}, {"type": "jmap", "url": "https://jmap.example.com/session"},
            {"type": "ews", "url": "https://ews.example.com/EWS/Exchange.asmx"}, {"type": "activesync", "url": "https://eas.example.com/x"},
            {"type": "caldav", "url": "https://dav.example.com/%EMAILADDRESS%/"}, {"type": "carddav", "url": "https://dav.example.com/c/"},
            {"type": "webdav", "url": "https://files.example.com/"}, {"type": "xmpp", "host": "xmpp.example.com", "security": "starttls"},
        ],
        "domains": {"example.com": {}},
    }))
    first = run("show", "--config", source, "--protocol", "mozilla", "jane@example.com").stdout
    (tmp_path / "first.xml").write_text(first)
    done = imported("ispdb", tmp_path / "first.xml")
    assert done.returncode == 0, done.stderr
    assert run("show", "--config", configured(tmp_path / "ours.yaml", done.stdout), "--protocol", "mozilla", "jane@example.com").stdout == first


def document(*parts, domains="<domain>a.example</domain>"):
    imap = server("incomingServer", "imap", "imap.a.example", 993)
    return f"<clientConfig><emailProvider id='a.example'>{domains}{imap}{''.join(parts)}</emailProvider></clientConfig>"


def server(element, kind, host, port, socket="SSL", username="%EMAILADDRESS%", way="password-cleartext"):
    return (f"<{element} type='{kind}'><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType>"
            f"<username>{username}</username><authentication>{way}</authentication></{element}>")


# what is in the file, and the word about what is lost
LOST_OF_FILES = [
    (server("incomingServer", "nntp", "news.a.example", 119), "of type nntp is left out"),
    (server("incomingServer", "imap", "imap2.a.example", 143, "plain"), "without --allow-cleartext"),
    (server("incomingServer", "imap", "imap2.a.example", 0), "its port \"0\" is nothing"),
    (server("incomingServer", "imap", "not a host", 993), "its host \"not a host\" is nothing"),
    (server("incomingServer", "imap", "%EMAILLOCALPART%.a.example", 993), "its host"),
    (server("incomingServer", "imap", "imap2.a.example", 993, username="%REALNAME%"), "its username \"%REALNAME%\""),
    (server("incomingServer", "imap", "imap2.a.example", 993, way="smtp-after-pop"), "the authentication smtp-after-pop is not known"),
    ("<displayName>" + 61 * "x" + "</displayName>", "at most 60 characters"),
    ("<documentation url='http://a.example/'/>", "it is no https URL"),
    ("<documentation url='https://a.example/1'/><documentation url='https://a.example/2'/>", "room for one page"),
    ("<documentation url='https://a.example/1'/><enable visiturl='https://a.example/2'/>", "room for one page"),
    ("<domain purpose='mx'>mx.example</domain>", "mx.example is left out"),
    ("<domain>not a domain</domain>", "not a domain is left out"),
    ("<domain>a.example</domain>", "was there before"),
    ("<oAuth2><issuer>a.example</issuer></oAuth2>", "oAuth2 is left out"),
]


@pytest.mark.parametrize("part, words", LOST_OF_FILES)
def test_what_is_lost_of_files_is_said(tmp_path, part, words):
    (tmp_path / "a.xml").write_text(document(part))
    done = imported("ispdb", tmp_path / "a.xml")
    assert done.returncode == 1 and words in done.stderr, done.stderr
    configured(tmp_path / "ours.yaml", done.stdout)


def test_cleartext_of_files(tmp_path):
    text = document(server("outgoingServer", "smtp", "smtp.a.example", 25, "plain"))
    (tmp_path / "a.xml").write_text(text)
    done = imported("ispdb", "--allow-cleartext", tmp_path / "a.xml")
    assert done.returncode == 0, done.stderr
    assert shown(configured(tmp_path / "ours.yaml", done.stdout), "a.example")["servers"] == meaning(text, "a.example")["servers"]


def test_a_page_to_visit_first(tmp_path):
    """Where nothing else is said, it is what people are shown."""
    (tmp_path / "a.xml").write_text(document("<enable visiturl='https://a.example/on'><instruction lang='DE'>IMAP einschalten</instruction></enable>"))
    done = imported("ispdb", tmp_path / "a.xml")
    assert done.returncode == 0, done.stderr
    read = shown(configured(tmp_path / "ours.yaml", done.stdout), "a.example")
    assert read["documentation"] == [("https://a.example/on", [("de", "IMAP einschalten")])]


def test_exchange(tmp_path):
    part = ("<incomingServer type='exchange'><hostname>x</hostname><username>%EMAILADDRESS%</username><owaURL>https://o.example/owa</owaURL>"
            "<ewsURL>https://o.example/ews</ewsURL><easURL>https://o.example/eas</easURL></incomingServer>")
    (tmp_path / "a.xml").write_text(document(part))
    done = imported("ispdb", tmp_path / "a.xml")
    assert [word for word in ("ews", "activesync", "webmail") if f"type: {word}" in done.stdout] == ["ews", "activesync", "webmail"]


def test_several_files(tmp_path):
    (tmp_path / "a.xml").write_text(document("<displayName>A</displayName><documentation url='https://a.example/'><descr lang='en'>Help</descr></documentation>"))
    (tmp_path / "b.xml").write_text(document("<displayName>B</displayName>", domains="<domain>b.example</domain>"))
    (tmp_path / "c.xml").write_text(document("<displayName>C</displayName>", domains="<domain>c.example</domain>").replace("imap.a", "imap.c"))
    done = imported("ispdb", *(tmp_path / f"{name}.xml" for name in "abc"))
    assert done.returncode == 0, done.stderr
    config = configured(tmp_path / "ours.yaml", done.stdout)
    for name in "abc":
        assert shown(config, f"{name}.example") == {**meaning((tmp_path / f"{name}.xml").read_text(), f"{name}.example"),
                                                     "names": [name.upper(), shown(config, f"{name}.example")["names"][1]]}


HOSTILE = {
    "empty": ("", "no XML"),
    "another document": ("<html/>", "no clientConfig"),
    "no provider": ("<clientConfig/>", "no clientConfig"),
    "cut off": ("<clientConfig>", "no XML"),
    "entities": ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><clientConfig><emailProvider><domain>&e;</domain></emailProvider></clientConfig>",
                 "DOCTYPE"),
    "deep": (200 * "<a>" + 200 * "</a>", "no clientConfig"),
    "large": (" " * 1100000, "too large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_are_none(tmp_path, name):
    text, words = HOSTILE[name]
    (tmp_path / "a.xml").write_text(text)
    done = run("import", "ispdb", tmp_path / "a.xml")
    assert done.returncode == 1 and words in done.stderr and not done.stdout, done.stderr
