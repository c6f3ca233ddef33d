# SPDX-License-Identifier: Apache-2.0
"""`link`: an operator's way to a person's link, which the service then follows."""
import datetime
import json
import plistlib
import re

import pytest

from harness.directory import PostgresqlDatabase, Sqlite
from harness.links import Key, key_file, raw
from harness.postgresql import Postgresql
from harness.service import Service, run
from harness.settings import PUBLIC, settings

from .test_links import linked
from .test_profile import mail_payload

FIRST, SECOND = Key("first"), Key("second", 100)
URL = re.compile(re.escape(PUBLIC) + r"/profile/[\w-]{60,511}\.mobileconfig\n")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("link-command")
    service = Service(folder, linked(Sqlite(folder), folder, FIRST, SECOND))
    yield service
    service.stop()


def link(service, *words):
    return run("link", *words, "--config", service.config)


def follow(service, url):
    assert url.startswith(PUBLIC)
    return service.ask(url[len(PUBLIC):].strip())


def profile(service, *words):
    made = link(service, *words)
    assert (made.returncode, made.stderr) == (0, ""), made.stderr
    assert URL.fullmatch(made.stdout)
    return plistlib.loads(follow(service, made.stdout).body)


def test_followed(service):
    mail = mail_payload(profile(service, "jane@example.test"))
    assert (mail["EmailAddress"], mail["EmailAccountName"], mail["IncomingMailServerUsername"]) == ("jane@example.test,info@example.test", "Jane Doe", "jdoe")


def test_another_each_time(service):
    assert link(service, "jane@example.test").stdout != link(service, "jane@example.test").stdout


def test_first_key_seals(service):
    token = link(service, "jane@example.test").stdout.rsplit("/", 1)[1].split(".")[0]
    assert raw(token)[:7] == b"\1\5first"


def test_alias(service):
    assert mail_payload(profile(service, "Info@alias.test"))["IncomingMailServerUsername"] == "jdoe"


def test_page(service):
    made = link(service, "jane@example.test", "--page")
    assert made.returncode == 0 and re.fullmatch(re.escape(PUBLIC) + r"/profile/[\w-]+\n", made.stdout)
    assert follow(service, made.stdout.strip() + ".mobileconfig").status == 200


def test_json(service):
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    made = json.loads(link(service, "jane@example.test", "--json", "--variant", "mail", "--ttl", "2h").stdout)
    assert list(made) == ["url", "page", "expires", "address", "variant"]
    assert made["url"] == made["page"] + ".mobileconfig" and follow(service, made["url"]).status == 200
    assert (made["address"], made["variant"]) == ("jane@example.test", "mail")
    lasts = datetime.datetime.fromisoformat(made["expires"].replace("Z", "+00:00")) - before
    assert datetime.timedelta(hours=2) <= lasts <= datetime.timedelta(hours=2, seconds=60)


def test_language(service):
    """What the texts say in it is the profile's own affair; here it must arrive."""
    texts = {str(profile(service, "joe@second.test", "--language", language)) for language in ("en", "DE")}
    assert len(texts) == 2


# words, exit status, words on stderr
REFUSED = [
    (["nobody-here@example.test"], 1, "is no mailbox"),
    (["old@example.test"], 1, "is switched off"),
    (["jane@unknown.test"], 1, "not served here"),
    (["jane@sub.example.test"], 1, "not served here"),
    (["no address"], 2, "is no mail address"),
    (['"quoted"@example.test'], 2, "no profile is made for"),
    ([], 2, "Usage"),
    (["jane@example.test", "joe@second.test"], 2, "Usage"),
    (["jane@example.test", "--ttl", "31d"], 2, "1m to 30d"),
    (["jane@example.test", "--ttl", "59s"], 2, "1m to 30d"),
    (["jane@example.test", "--ttl", "30"], 2, "1m to 30d"),
    (["jane@example.test", "--variant", "all of it"], 2, "everything or mail"),
    (["jane@example.test", "--language", "!"], 2, "is no language"),
    (["jane@example.test", "--language", "a" * 40], 2, "is no language"),
    (["jane@example.test", "--user"], 2, "no option"),
]


@pytest.mark.parametrize("words, status, sentence", REFUSED)
def test_refused(service, words, status, sentence):
    made = link(service, *words)
    assert (made.returncode, made.stdout) == (status, "") and sentence in made.stderr, made.stderr


@pytest.mark.parametrize("ttl", ["1m", "30d", "720h"])
def test_longest_and_shortest(service, ttl):
    assert follow(service, link(service, "jane@example.test", "--ttl", ttl).stdout).status == 200


def config(folder, chosen):
    return Service(folder, chosen, start=False)


def test_without_keys(tmp_path):
    chosen = linked(Sqlite(tmp_path), tmp_path)
    del chosen["profiles"]["link_key_file"]
    made = link(config(tmp_path, chosen), "jane@example.test")
    assert made.returncode == 1 and "profiles.link_key_file" in made.stderr and "carbone-autoconf.yaml" in made.stderr


def test_without_directory(start, tmp_path):
    """Domains of the settings alone: there is nobody to look up, and what the profile says is the domain's."""
    chosen = settings()
    chosen["profiles"].update(link_key_file=key_file(tmp_path / "link.keys", FIRST), access="link")
    service = start(chosen)
    assert mail_payload(profile(service, "jane@example.test"))["IncomingMailServerUsername"] == "jane@example.test"
    assert link(service, "jane@unknown.test").returncode == 1


def test_directory_down(tmp_path):
    server = Postgresql()
    try:
        own = config(tmp_path, linked(PostgresqlDatabase(server), tmp_path))
        assert link(own, "jane@example.test").returncode == 0
        server.stop()
        made = link(own, "jane@example.test")
        assert (made.returncode, made.stdout) == (1, "") and "does not answer" in made.stderr
    finally:
        server.remove()
