# SPDX-License-Identifier: Apache-2.0
"""The page for people over HTTP: what is asked by whom, what is kept where, and that it tells nothing about who has a mailbox."""
import plistlib
import re
import urllib.parse
from html.parser import HTMLParser

import pytest

from harness.directory import PEOPLE, PostgresqlDatabase, Sqlite
from harness.links import Key, key_file
from harness.postgresql import Postgresql
from harness.service import Service
from harness.settings import PUBLIC, settings, with_directory

from .test_links import FIRST, linked
from .test_profile import TYPE, mail_payload, verified

LOOKUPS = "carbone_directory_lookups_total"
HTML = "text/html; charset=utf-8"
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4' cx='4' cy='4'/></svg>"
TOKEN = re.compile(rb"/profile/[\w-]+")


def post(service, address, **options):
    body = urllib.parse.urlencode({"address": address, **options.pop("fields", {})}).encode()
    headers = [("Content-Type", "application/x-www-form-urlencoded"), *options.pop("headers", [])]
    return service.ask(options.pop("target", "/"), method="POST", body=body, headers=headers, **options)


class Reader(HTMLParser):
    """What of a page counts here: its language, its links, its words."""

    def __init__(self, answer):
        super().__init__()
        self.links, self.sources, self.words, self.html = [], [], [], {}
        self.feed(answer.body.decode())
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.html = attributes
        if tag == "a":
            self.links.append(attributes.get("href"))
        self.sources += [attributes[name] for name in ("src", "href") if name in attributes and tag != "a"]

    def handle_data(self, data):
        self.words.append(data)

    def profiles(self):
        return list(dict.fromkeys(link for link in self.links if link.endswith(".mobileconfig")))


def local(url):
    assert url.startswith(PUBLIC + "/"), url
    return url[len(PUBLIC):]


@pytest.fixture(scope="module")
def paged(tmp_path_factory, signing):
    folder = tmp_path_factory.mktemp("page")
    (folder / "logo.svg").write_bytes(PICTURE)
    chosen = settings(profiles=signing)
    chosen["domains"]["other.test"]["provider"].update(logo={"file": str(folder / "logo.svg")}, color="#0a7f3c")
    chosen["domains"]["*"] = {}
    service = Service(folder, chosen)
    yield service
    service.stop()


# ---- who gets what ----

@pytest.mark.parametrize("host, name", [("autoconfig.example.test", "Example Mail"), ("other.test", "Other Mail"), ("autoconfig.other.test", "Other Mail"),
                                        ("mail.unknown.test", "Example Mail"), ("192.0.2.1", "Example Mail")])
def test_form_has_the_brand_of_its_host(paged, host, name):
    answer = paged.ask("/", host=host)
    assert answer.status == 200 and answer["Content-Type"] == HTML and name in Reader(answer).text
    head = paged.ask("/", host=host, method="HEAD")
    assert [pair for pair in head.headers if pair[0] != "Date"] == [pair for pair in answer.headers if pair[0] != "Date"]


@pytest.mark.parametrize("target, header, language", [
    ("/", None, "en"), ("/", "de-AT,de;q=0.9,en;q=0.1", "de"), ("/", "fr;q=0,es", "es"), ("/", "xx, *;q=0.1", "en"), ("/", ";;;,=", "en"),
    ("/?lang=fr", "de", "fr"), ("/?lang=xx", "de", "de"), ("/?lang=%00", "de", "de"), ("/?lang=" + "a" * 5000, "es", "es")])
def test_language(paged, target, header, language):
    answer = paged.ask(target, headers=[("Accept-Language", header)] if header else [])
    assert Reader(answer).html["lang"] == language and answer["Vary"] == "Accept-Language"


@pytest.mark.parametrize("address, status", [
    ("jane@example.test", 200), ("JANE@Example.TEST", 200), ("jane@bücher.test", 200), ("jane+box@example.test", 200),
    ("", 400), ("jane", 400), ("jane@", 400), ("@example.test", 400), ("a b@example.test", 400), ("jane@nothing", 404),
    ("x" * 250 + "@example.test", 400), ("jane@exa\x00mple.test", 400), ("<script>alert(1)</script>@example.test", 400)])
def test_address(paged, address, status):
    answer = post(paged, address)
    assert answer.status == status and answer["Content-Type"] == HTML, answer.body
    assert ("imap.example.test" in Reader(answer).text) == (status == 200)
    assert b"<script>alert" not in answer.body


def test_settings_are_the_domains_own(paged):
    text = Reader(post(paged, "jane@starttls.test")).text
    assert "mail.starttls.test" in text and "143" in text and "STARTTLS" in text and "imap.example.test" not in text


@pytest.mark.parametrize("method, body, status", [("POST", b"", 400), ("POST", b"address", 400), ("POST", b"%zz=&&==&address=%ff", 400),
                                                  ("POST", b"address=jane%40example.test&address=x", 200), ("POST", b"a=" + b"x" * 5000, 413)])
def test_forms_of_all_kinds(paged, method, body, status):
    answer = paged.ask("/", method=method, body=body)
    assert answer.status == status and answer["Content-Type"] == HTML


def test_headers(paged):
    for answer in (paged.ask("/"), post(paged, "jane@example.test"), post(paged, "jane"), paged.ask("/profile/x"), paged.ask("/mobileconfig")):
        assert "default-src 'none'" in answer["Content-Security-Policy"] and "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
        assert not answer["Set-Cookie"] and not answer["Content-Encoding"]


def test_no_address_comes_from_or_goes_into_a_url(paged):
    assert b"jane" not in paged.ask("/?address=jane%40example.test&emailaddress=jane%40example.test").body
    reader = Reader(post(paged, "jane@example.test"))
    assert not [link for link in reader.links + reader.sources if "jane" in link and not link.startswith("davx5:")]


# ---- downloads ----

def test_downloads(paged, authority, tmp_path):
    everything, *others = Reader(post(paged, "jane@example.test")).profiles()
    answer = paged.ask(local(everything))
    assert answer.status == 200 and answer["Content-Type"] == TYPE
    assert mail_payload(plistlib.loads(verified(answer, authority, tmp_path)))["EmailAddress"] == "jane@example.test"
    sizes = {len(plistlib.loads(verified(paged.ask(local(link)), authority, tmp_path))["PayloadContent"]) for link in others
             if not paged.ask(local(link)).body.startswith(b"<?xml")}
    assert sizes == {1}, "mail only"
    assert any(paged.ask(local(link)).body.startswith(b"<?xml") for link in others), "the bare property list"
    assert paged.metric(LOOKUPS) == 0


def test_language_of_the_page_is_the_profiles(paged, authority, tmp_path):
    texts = {plistlib.loads(verified(paged.ask(local(Reader(post(paged, "jane@example.test", fields={"lang": tag})).profiles()[0])), authority, tmp_path))
             ["PayloadDescription"] for tag in ("en", "de")}
    assert len(texts) == 2


@pytest.mark.parametrize("address", ["jane@somewhere.example", '"jane doe"@example.test'])
def test_nothing_is_offered_that_cannot_be_made(paged, address):
    """A domain of the catch-all, and an address that no profile is made for (rulings 5 and 9)."""
    answer = post(paged, address)
    assert answer.status in (200, 404) and not Reader(answer).profiles()


def test_page_for_the_phone(paged):
    """The code leads to the same settings, with the address sealed."""
    answer = post(paged, "jane@example.test")
    token = Reader(answer).profiles()[0].removesuffix(".mobileconfig")
    there = paged.ask(local(token), headers=[("Accept-Language", "fr")])
    assert there.status == 200 and "imap.example.test" in Reader(there).text
    assert Reader(paged.ask(local(token) + "?lang=de")).html["lang"] == "de"
    assert paged.ask(local(token), method="POST").status == 405


def test_links_of_the_page_outlive_a_reload(paged):
    link = local(Reader(post(paged, "jane@example.test")).profiles()[0])
    generation = paged.metric("carbone_snapshot_refreshes_total")
    paged.reload()
    paged.process.wait_for(lambda: paged.metric("carbone_snapshot_refreshes_total") > generation, "a reload")
    assert paged.ask(link).status == 200


# ---- links ----

@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return Sqlite(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def closed(people, tmp_path_factory, signing):
    """Profiles for those who hold a link."""
    folder = tmp_path_factory.mktemp("closed")
    service = Service(folder, linked(people, folder, signing=signing["signing"], access="link"))
    yield service
    service.stop()


def test_personal_page(closed, authority, tmp_path):
    answer = closed.ask("/profile/" + FIRST.mint("jane@example.test"))
    reader = Reader(answer)
    assert answer.status == 200 and "Jane Doe" in reader.text and "jdoe" in reader.text and "imap9.example.test" in reader.text
    mail = mail_payload(plistlib.loads(verified(closed.ask(local(reader.profiles()[0])), authority, tmp_path)))
    assert (mail["EmailAccountName"], mail["IncomingMailServerUsername"]) == ("Jane Doe", "jdoe")


def test_no_link_of_a_page_lives_longer_than_the_one_that_led_to_it(closed):
    token = FIRST.mint("jane@example.test", life=90)
    assert "30 minutes" not in Reader(closed.ask("/profile/" + token)).text
    assert "1 minute" in Reader(closed.ask("/profile/" + token)).text


@pytest.mark.parametrize("make", [lambda: "x", lambda: FIRST.mint("jane@example.test", age=3600), lambda: FIRST.mint("nobody-here@example.test"),
                                  lambda: FIRST.mint("old@example.test"), lambda: Key("third").mint("jane@example.test")])
def test_one_answer_for_every_link_that_is_no_good(closed, make):
    answer, usual = closed.ask("/profile/" + make()), closed.ask("/profile/AQ")
    assert answer.status == usual.status == 404 and answer.body == usual.body and answer["Content-Type"] == HTML
    assert [pair for pair in answer.headers if pair[0] != "Date"] == [pair for pair in usual.headers if pair[0] != "Date"]


def test_strangers_are_told_to_ask_for_a_link(closed):
    answer = post(closed, "jane@example.test")
    reader = Reader(answer)
    assert answer.status == 200 and not reader.profiles() and "personal link" in reader.text and "imap.example.test" in reader.text
    assert closed.ask("/mobileconfig?emailaddress=jane%40example.test").status == 404


def test_what_leads_a_phone_to_the_page_leads_nobody_to_a_profile(closed):
    token = FIRST.mint("jane@example.test", flags=0)
    assert closed.ask("/profile/" + token).status == 200 and not Reader(closed.ask("/profile/" + token)).profiles()
    assert closed.ask(f"/profile/{token}.mobileconfig").status == 404


def test_errors_are_pages(closed):
    for target, status in (("/mobileconfig", 404), ("/profile/x.mobileconfig", 404), ("/profile/" + "x" * 1500, 404)):
        answer = closed.ask(target, headers=[("Accept-Language", "de")])
        assert answer.status == status and answer["Content-Type"] == HTML and Reader(answer).html["lang"] == "de"


# ---- nobody learns who has a mailbox ----

def masked(answer, address):
    """All of a page but for the address and what is sealed or drawn of it."""
    body = TOKEN.sub(b"/profile/TOKEN", answer.body)
    body = re.sub(rb"<svg.*?</svg>", b"<svg/>", body, flags=re.DOTALL)
    for form in (address, urllib.parse.quote(address, safe=""), urllib.parse.quote(urllib.parse.quote(address, safe=""), safe="")):
        body = body.replace(form.encode(), b"ADDRESS")
    headers = [header for header in answer.headers if header[0] not in ("Date", "Content-Length")]
    return answer.status, headers, body


@pytest.mark.parametrize("access", ["anonymous", "link"])
def test_existing_or_not(start, directory, tmp_path, access):
    service = start(linked(directory, tmp_path, access=access))
    stranger = {domain: masked(post(service, f"nobody-here@{domain}"), f"nobody-here@{domain}") for domain in ("example.test", "second.test", "alias.test")}
    for address in PEOPLE:
        assert masked(post(service, address), address) == stranger[address.split("@")[1]], address
    assert service.metric(LOOKUPS) == 0


# ---- the directory away ----

def test_directory_down(start, tmp_path):
    server = Postgresql()
    try:
        service = start(linked(PostgresqlDatabase(server), tmp_path))
        token = FIRST.mint("jane@example.test")
        server.stop()
        assert service.ask("/").status == 200 and post(service, "jane@example.test").status == 200
        answer = service.ask("/profile/" + token)
        assert answer.status == 503 and answer["Retry-After"] and answer["Content-Type"] == HTML
    finally:
        server.remove()


def test_no_domain_is_known_yet(start, tmp_path):
    """The form is there; what it is asked cannot be said."""
    service = start({**with_directory(Sqlite(tmp_path)), "directory": {"url": "postgresql://nobody@127.0.0.1:1/none"}}, start=False)
    service.start(ready=False)
    service.process.wait_for(lambda: alive(service), "an answer")
    assert service.ask("/").status == 200
    assert post(service, "jane@example.test").status == 503


def alive(service):
    try:
        return service.ask("/").status
    except OSError:
        return None


# ---- what it is drawn with ----

def test_assets(paged):
    reader = Reader(post(paged, "jane@other.test"))
    sources = [source for source in reader.sources if source.startswith("/")]
    assert len(sources) >= 3
    for source in sources:
        answer = paged.ask(source)
        assert answer.status == 200 and "max-age" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
        if answer["ETag"]:
            assert paged.ask(source, headers=[("If-None-Match", answer["ETag"])]).status == 304
    assert not [source for source in reader.sources if not source.startswith(("/", "#"))], "nothing from elsewhere"


def test_everything_together_is_small(paged):
    """Under 60 KB, pictures of the operator's apart."""
    answers = [paged.ask("/"), post(paged, "jane@example.test")]
    sources = {source for answer in answers for source in Reader(answer).sources if source.startswith("/")}
    assert sum(len(answer.body) for answer in answers[1:] + [paged.ask(source) for source in sources]) < 60_000


@pytest.mark.parametrize("target, status", [
    ("/assets/logo/other.test", 200), ("/assets/logo/example.test", 404), ("/assets/logo/common", 404), ("/assets/logo/", 404), ("/assets/logo/../page.css", 404),
    ("/assets/color/0a7f3c.css", 200), ("/assets/color/0A7F3C.css", 404), ("/assets/color/zzzzzz.css", 404), ("/assets/color/0a7f3c.css/", 404),
    ("/assets/nothing", 404), ("/assets/", 404), ("/assets/page.css%00", 400)])
def test_paths_of_assets(paged, target, status):
    assert paged.ask(target).status == status


def test_picture_of_the_operators_runs_nothing(paged):
    answer = paged.ask("/assets/logo/other.test")
    assert answer.body == PICTURE and answer["Content-Type"] == "image/svg+xml" and "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("host, address", [("mail.unlisted.example", None), ("autoconfig.unlisted.example", None), ("other.test", "jane@unlisted.example")])
def test_picture_under_the_catch_all(start, tmp_path, host, address):
    """The page of a domain that only "*" covers named a picture that was 404: a broken image in the place of the logo."""
    (tmp_path / "logo.svg").write_bytes(PICTURE)
    chosen = settings()
    chosen["provider"]["logo"] = {"file": str(tmp_path / "logo.svg")}
    chosen["domains"]["*"] = {}
    service = start(chosen)
    answer = post(service, address, host=host) if address else service.ask("/", host=host)
    pictures = [source for source in Reader(answer).sources if source.startswith("/assets/logo/")]
    assert pictures and [service.ask(source).body for source in pictures] == [PICTURE]
    assert [service.ask("/assets/logo/" + name).status for name in ("com", "localhost", "..")] == [404] * 3


def test_key_file_is_used(start, tmp_path, signing):
    """Instances with the same keys follow one another's links."""
    profiles = {**signing, "link_key_file": key_file(tmp_path / "link.keys", FIRST)}
    one, two = start(settings(profiles=profiles)), start(settings(profiles=profiles))
    assert two.ask(local(Reader(post(one, "jane@example.test")).profiles()[0])).status == 200
