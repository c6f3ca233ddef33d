# SPDX-License-Identifier: Apache-2.0
"""The signer as an operator and a device see it: shared and kept signatures, tags, expiry, metrics, reload and death under load."""
import plistlib
import re
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.authority import openssl
from harness.process import wait_for
from harness.service import run
from harness.settings import settings
from harness.wire import Wire, ask, encode

TYPE = "application/x-apple-aspen-config"
HOST = ("Host", "autoconfig.example.test")


def target(person):
    return f"/mobileconfig?emailaddress={person}%40example.test"


def signed(signing, **options):
    return settings(profiles={"organization": "Example", "identifier": "test.example.autoconfig", "signing": signing, **options})


def signer_of(certificate):
    return openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256").decode().split("=")[1].strip().replace(":", "").lower()


def family(service):
    """Process ids by name: autoconf-server, autoconf-signer; and the supervisor's."""
    supervisor, *children = service.process.family()
    names = {open(f"/proc/{pid}/comm", encoding="ascii").read().strip(): pid for pid in children}
    return {"supervisor": supervisor, **names}


def verify(body, root, folder):
    path = folder / f"signed-{threading.get_ident()}"
    path.write_bytes(body)
    return openssl("cms", "-verify", "-inform", "DER", "-in", path, "-CAfile", root, "-purpose", "any")


def is_signed_by(body, root, folder):
    """Does this chain verify it?  A signature that is none, or of another, raises or is False."""
    try:
        return plistlib.loads(verify(body, root, folder))["PayloadType"] == "Configuration"
    except subprocess.CalledProcessError:
        return False


# ---- what a request gets ----

def test_headers_exactly(service):
    answer = service.ask(target("jane"), headers=[("Accept-Encoding", "gzip")])
    assert {name: value for name, value in answer.headers if name not in ("Date", "ETag")} == {
        "Content-Type": TYPE,
        "Content-Disposition": 'attachment; filename="example.test.mobileconfig"',
        "Content-Length": str(len(answer.body)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def test_head_has_the_headers_of_get(service):
    """Of one worker: each signs for itself, and an ECDSA signature has a byte more or less."""
    with Wire(service.address) as wire:
        wire.send(encode("HEAD", target("head"), [HOST]))
        head = wire.answer("HEAD")
        wire.send(encode("GET", target("head"), [HOST]))
        get = wire.answer()
    assert [pair for pair in head.headers if pair[0] != "Date"] == [pair for pair in get.headers if pair[0] != "Date"]


def test_fetched_thrice(service, authority, tmp_path):
    """Browsers on iOS ask two or three times, with other cookies, agents and addresses: one signature serves them."""
    before = service.metrics()
    ways = [[], [("Cookie", "a=b"), ("User-Agent", "Mozilla/5.0 CriOS")], [("X-Forwarded-For", "192.0.2.9"), ("User-Agent", "FxiOS")]]
    with Wire(service.address) as wire:
        for headers in ways:
            wire.send(encode("GET", target("thrice"), [HOST, *headers]))
        answers = [wire.answer() for _ in ways]
    after = service.metrics()
    assert [answer.status for answer in answers] == [200] * 3
    assert len({answer.body for answer in answers}) == 1 and "thrice@example.test" in verify(answers[0].body, authority.root, tmp_path).decode()
    assert after["carbone_signatures_total"] - before["carbone_signatures_total"] == 1
    assert after["carbone_signatures_cached_total"] - before["carbone_signatures_cached_total"] == 2


def test_requests_at_once_share_a_signature(start, signing):
    service = start(signed(signing["signing"]))
    signer = family(service)["autoconf-signer"]
    subprocess.run(["kill", "-STOP", str(signer)], check=True)
    with ThreadPoolExecutor(10) as pool:
        answers = [pool.submit(service.ask, target("together")) for _ in range(10)]
        wait_for(lambda: service.metric("carbone_requests_waiting") == 10)
        subprocess.run(["kill", "-CONT", str(signer)], check=True)
        bodies = [answer.result().body for answer in answers]
    assert len(set(bodies)) <= 2, "one signature for each worker at most"
    assert service.metric("carbone_signatures_total") + service.metric("carbone_signatures_joined_total") == 10


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_not_modified(service, method):
    """Who has it is told so before anything is signed; the tag tells person and signer apart."""
    tag = service.ask(target("known"))["ETag"]
    before = service.metrics()
    for known in (tag, "*", f'"other", {tag}'):
        answer = service.ask(target("known"), method=method, headers=[("If-None-Match", known)])
        assert (answer.status, answer["ETag"], answer["Cache-Control"]) == (304, tag, "no-store")
        assert answer["Content-Length"] is None and answer["Content-Type"] is None
    after = service.metrics()
    assert all(after[name] == before[name] for name in ("carbone_signatures_total", "carbone_signatures_cached_total"))
    assert service.ask(target("other"), headers=[("If-None-Match", tag)]).status == 200
    assert re.fullmatch(r'"[0-9a-f]{32}-[0-9a-f]{32}"', tag)


def test_tag_of_another_signer(start, authority):
    one, two = (authority.signer(f"tagged-{name}") for name in ("one", "two"))
    service = start(signed(one))
    first = service.ask(target("jane"))["ETag"]
    service.reload(signed(two))
    wait_for(lambda: service.ask(target("jane"), headers=[("If-None-Match", first)]).status == 200)
    second = service.ask(target("jane"))["ETag"]
    assert first.split("-")[0] == second.split("-")[0] and first != second
    service.reload(settings())
    wait_for(lambda: service.ask(target("jane")).body[:5] == b"<?xml")
    assert service.ask(target("jane"))["ETag"] == first.split("-")[0] + '"'


# ---- metrics and expiry ----

def test_metrics(start, authority):
    signing = authority.signer("measured", days=20)
    service = start(signed(signing))
    metrics = service.metrics()
    assert metrics["carbone_signer_up"] == 1
    assert metrics["carbone_signing_certificate_days_left"] in (19, 20)
    assert abs(metrics["carbone_signing_certificate_not_after_seconds"] - time.time() - 20 * 86400) < 120
    assert metrics[f'carbone_signing_certificate_info{{fingerprint="{signer_of(signing["certificate"])}"}}'] == 1
    assert '"warning":"' in service.log and re.search("expires in (19|20) days", service.log)


def test_no_metrics_of_a_signer_that_is_not_wanted(start):
    assert not [name for name in start(settings()).metrics() if name.startswith(("carbone_signer_up", "carbone_signing_"))]


@pytest.mark.parametrize("when_expired", ["refuse", "unsigned"])
def test_expiry_while_running(start, authority, when_expired):
    """Seconds before its end a certificate still signs; afterwards nothing does, and the log and the metrics say so."""
    service = start(signed(authority.short_signer(f"short-{when_expired}", 4), when_expired=when_expired))
    answer = service.ask(target("jane"))
    tag = answer["ETag"]
    assert answer.status == 200 and answer.body[:1] == b"\x30"
    wait_for(lambda: "the signing certificate has ended" in service.log)
    answer = service.ask(target("jane"), headers=[("If-None-Match", tag)])
    if when_expired == "refuse":
        assert (answer.status, answer["Retry-After"] is not None) == (503, True)
    else:
        assert answer.status == 200 and plistlib.loads(answer.body)["PayloadType"] == "Configuration"
        assert answer["ETag"] not in (None, tag)
    assert service.metric("carbone_signing_certificate_days_left") == -1
    assert service.metric("carbone_signature_failures_total") > 0


def test_unsigned_after_the_end_whatever_happens(start, authority):
    """It was so for a service that ran; one whose signer died answered 503, and one that was started afterwards did not start."""
    chosen = signed(authority.short_signer("ended-early", 2), when_expired="unsigned")
    service = start(chosen)
    wait_for(lambda: "the signing certificate has ended" in service.log)
    subprocess.run(["kill", "-KILL", str(family(service)["autoconf-signer"])], check=True)
    service.process.wait_for(lambda: "the signer ended and is started again" in service.log)
    wait_for(lambda: service.metric("carbone_signer_up") == 1)
    again = start(chosen)
    for one in (service, again):
        answer = one.ask(target("jane"))
        assert answer.status == 200 and plistlib.loads(answer.body)["PayloadType"] == "Configuration"
        assert "profiles are not signed" in one.log and one.metric("carbone_signing_certificate_days_left") == -1
    checked = run("check", "--config", again.config)
    assert checked.returncode == 0 and "has expired on" in checked.stderr


BAD = [
    ("expired", "has expired on"),
    ("early", "is not valid before"),
    ("mismatch", "does not belong to the key"),
    ("empty", "the file is empty"),
]


def bad_signing(authority, name, folder):
    good = authority.signer(f"bad-{name}")
    if name == "expired":
        return authority.dated_signer("ended", -20, -10)
    if name == "early":
        return authority.dated_signer("to-come", 10, 20)
    if name == "mismatch":
        return {**good, "key": authority.signer("bad-other")["key"]}
    (folder / "nothing.pem").write_bytes(b"")
    return {**good, "certificate": str(folder / "nothing.pem")}


@pytest.mark.parametrize("name, sentence", BAD)
def test_bad_certificate(start, authority, tmp_path, name, sentence):
    """`check` names file and reason; a reload keeps the signer that there is."""
    good = authority.signer("kept")
    bad = bad_signing(authority, name, tmp_path)
    service = start(signed(good))
    tag = service.ask(target("jane"))["ETag"]
    service.reload(signed(bad))
    service.process.wait_for(lambda: "the old ones stay in force" in service.log)
    assert service.ask(target("john"))["ETag"].split("-")[1] == tag.split("-")[1]
    assert sentence in service.log
    checked = run("check", "--config", service.config)
    assert checked.returncode == 1 and sentence in checked.stderr and str(bad["certificate"]).rsplit("/", 1)[1] in checked.stderr


@pytest.mark.parametrize("algorithm", [("EC", "ec_paramgen_curve:P-384"), ("EC", "ec_paramgen_curve:P-521"), ("RSA", "rsa_keygen_bits:2048"),
                                       ("RSA", "rsa_keygen_bits:3072"), ("RSA", "rsa_keygen_bits:4096")])
def test_keys(start, authority, tmp_path, algorithm):
    service = start(signed(authority.signer("kind", algorithm=algorithm)))
    body = service.ask(target("jane")).body
    assert is_signed_by(body, authority.root, tmp_path)
    damaged = body.replace(b"jane@example.test", b"jane@example.tesu", 1)
    assert damaged != body and not is_signed_by(damaged, authority.root, tmp_path)


def test_key_by_uri(start, authority, tmp_path):
    signing = authority.signer("by-uri")
    service = start(signed({**signing, "key": f"file:{signing['key']}"}))
    assert is_signed_by(service.ask(target("jane")).body, authority.root, tmp_path)
    checked = run("check", "--config", service.config)
    assert checked.returncode == 0, checked.stderr


# ---- under load ----

class Fetcher(threading.Thread):
    """Goes on fetching profiles of new people on one connection, and keeps every answer."""

    def __init__(self, service, number):
        super().__init__()
        self.service, self.number = service, number
        self.stopped, self.answers, self.error = threading.Event(), [], None

    def run(self):
        try:
            with Wire(self.service.address) as wire:
                while not self.stopped.is_set():
                    person = f"p{self.number}x{len(self.answers)}"
                    wire.send(encode("GET", target(person), [HOST]))
                    self.answers.append((person, wire.answer()))
        except Exception as error:  # whatever went wrong is what the test wants to know
            self.error = error

    def end(self):
        self.stopped.set()
        self.join(20)
        assert self.error is None, self.error
        return self.answers


def fetch_while(service, do, n=16):
    fetchers = [Fetcher(service, number) for number in range(n)]
    for fetcher in fetchers:
        fetcher.start()
    try:
        do(lambda: sum(len(fetcher.answers) for fetcher in fetchers))
    finally:
        answers = [answer for fetcher in fetchers for answer in fetcher.end()]
    return answers


def test_reload_under_load(start, authority, tmp_path):
    """Signers change over and over: every request is answered, with the old chain's signature or the new one's, and its own person's."""
    pairs = [authority.signer(f"turn-{i}") for i in range(2)]
    service = start(signed(pairs[0]))

    def reload_often(count):
        for turn in range(6):
            seen = count()
            service.reload(signed(pairs[(turn + 1) % 2]))
            service.process.wait_for(lambda: service.log.count("the settings were read again") > turn)
            wait_for(lambda: count() > seen + 200)

    answers = fetch_while(service, reload_often)
    assert {answer.status for _, answer in answers} == {200}
    tags = {answer["ETag"].split("-")[1] for _, answer in answers}
    assert tags == {signer_of(pair["certificate"])[:32] + '"' for pair in pairs}
    for person, answer in answers[::max(1, len(answers) // 40)]:
        assert f"{person}@example.test" in verify(answer.body, authority.root, tmp_path).decode()
    assert len([pid for name, pid in family(service).items() if name == "autoconf-signer"]) == 1


def test_killed_under_load(start, signing, authority, tmp_path):
    """503 with Retry-After at worst, then signatures again, after a pause that grows; the workers stay."""
    service = start(signed(signing["signing"]))
    server = family(service)["autoconf-server"]

    def kill_thrice(count):
        for turn in range(3):
            seen = count()
            wait_for(lambda: count() > seen + 100)
            subprocess.run(["kill", "-KILL", str(wait_for(lambda: family(service).get("autoconf-signer")))], check=True)
            service.process.wait_for(lambda: service.log.count("the signer ended and is started again") > turn)
            wait_for(lambda: service.metric("carbone_signer_up") == 1)

    answers = fetch_while(service, kill_thrice)
    statuses = [answer.status for _, answer in answers]
    assert set(statuses) <= {200, 503} and statuses.count(200) > 300
    for person, answer in answers:
        if answer.status == 503:
            assert answer["Retry-After"] and answer["Content-Type"] != TYPE
    for person, answer in [pair for pair in answers if pair[1].status == 200][::20]:
        assert f"{person}@example.test" in verify(answer.body, authority.root, tmp_path).decode()
    assert service.ask(target("afterwards")).status == 200
    assert family(service)["autoconf-server"] == server
