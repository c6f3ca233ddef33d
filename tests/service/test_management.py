# SPDX-License-Identifier: Apache-2.0
"""The management listener: health, readiness, metrics; and what the log of requests holds."""
import json
import re

import pytest

from harness.service import run
from harness.settings import settings

from .mozilla import PATH as AUTOCONFIG
from .pox import post, request

SAMPLE = re.compile(r'[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (NaN|[+-]?Inf|[-+0-9.e]+)')


@pytest.mark.parametrize("target, status", [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/", 404), (AUTOCONFIG, 404)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_routes(service, target, status, method):
    assert service.manage(target, method=method).status == status


def test_ready_in_one_word(service):
    assert service.manage("/readyz").body == b"ready\n"


def test_metrics_are_an_exposition(service):
    """Every sample is well-formed, has a type and a help, and stands with its own."""
    answer = service.manage("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    typed, helped, order = {}, set(), []
    for line in answer.body.decode().splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in typed
            typed[name] = kind
        elif line.startswith("# HELP "):
            helped.add(line.split(" ")[2])
        else:
            assert SAMPLE.fullmatch(line), line
            name = re.split(r"[{ ]", line)[0]
            family = name if name in typed else re.sub(r"_(bucket|sum|count)$", "", name)
            assert family in typed and family in helped, line
            assert typed[family] != "counter" or family.endswith("_total"), line
            if not order or order[-1] != family:
                order.append(family)
    assert len(order) == len(set(order)), "the samples of a family stand apart"
    assert all(name.startswith(("carbone_", "process_")) for name in typed)


def test_requests_are_counted(service):
    before = service.metric("carbone_answers_total")
    for _ in range(3):
        service.ask(AUTOCONFIG)
    assert service.metric("carbone_answers_total") == before + 3


def test_access_log(start):
    """A line a request: method, path, status; never the local part, the query, credentials or a token."""
    service = start(settings())
    service.ask(AUTOCONFIG + "?emailaddress=somebody%40example.test", headers=[("Authorization", "Basic c29tZWJvZHk6c2VjcmV0")])
    post(service.address, request("somebody@example.test"), headers=[("Authorization", "Bearer c29tZWJvZHk6c2VjcmV0")])
    post(service.address, request("somebody@unknown.test"))
    post(service.address, b"somebody")
    service.ask("/mobileconfig?emailaddress=somebody%40example.test")
    service.ask("/profile/c29tZWJvZHk.mobileconfig")
    service.ask("/somebody@example.test")
    service.ask("/autodiscover/autodiscover.json/v1.0/somebody@example.test?Protocol=ActiveSync")
    service.ask("/mail/%00somebody")
    service.stop()
    lines = [json.loads(line) for line in service.log.splitlines()]
    requests = [line for line in lines if "status" in line]
    assert len(requests) >= 6
    for word in ("somebody", "c29tZWJvZHk", "Authorization", "Bearer", "emailaddress"):
        assert word not in service.log


@pytest.mark.parametrize("format_", ["json", "text"])
def test_every_line_of_the_log_is_one(start, format_):
    service = start(settings(log={"level": "debug", "format": format_, "access": True}))
    service.ask("/a%0Ab%22%5C%1B[31m", host='x"\\y')
    service.ask(AUTOCONFIG, host="autoconfig.example.test")
    service.stop()
    for line in service.log.splitlines():
        assert "\x1b" not in line
        if format_ == "json":
            assert {"time", "level", "message"} <= json.loads(line).keys()


def test_health_command(start):
    service = start(settings())
    assert run("health", "--config", service.config).returncode == 0
    service.stop()
    gone = run("health", "--config", service.config)
    assert gone.returncode == 1 and gone.stderr


def test_show_prints_what_a_client_gets(service):
    """To the byte, for every protocol, without the service."""
    shown = run("show", "jane@example.test", "--protocol", "mozilla", "--config", service.config)
    assert shown.returncode == 0 and shown.stdout.encode() == service.ask(AUTOCONFIG).body
    shown = run("show", "jane@example.test", "--protocol", "autodiscover", "--config", service.config)
    assert shown.stdout.encode() == post(service.address, request("jane@example.test")).body
    assert run("show", "jane@unknown.test", "--config", service.config).returncode == 1


def test_check_command(service):
    done = run("check", "--config", service.config)
    assert done.returncode == 0, done.stdout + done.stderr
