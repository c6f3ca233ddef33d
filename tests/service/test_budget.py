# SPDX-License-Identifier: Apache-2.0
"""What a request may cost in instructions, all of it, beside the same request to a bare libmicrohttpd: no more than a tenth above what it cost
when this was written, and below the limit that was set for it.  When something got cheaper, lower its figure."""
import os

import pytest

from counting import CASES, TUNABLES, cost
from harness.service import BINARY
from subject import Servers, free_ports, keep_answer, start_ours

SLACK = 1.1
BUDGETS = {
    # measured, and the limit, in times of the bare server's answer
    "autoconfig": (1.58, 2),
    "Autodiscover, POST": (4.62, 5),
}
REQUESTS = {name: (which, bytes_sent) for name, which, bytes_sent in CASES}


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("budget")
    os.environ["GLIBC_TUNABLES"] = TUNABLES
    with Servers(folder) as servers:
        port = free_ports(1)[0]
        start_ours(servers, BINARY, 1, port)
        keep_answer(servers, port)
        yield servers
    del os.environ["GLIBC_TUNABLES"]


@pytest.fixture(scope="module")
def bare(servers):
    return cost(servers, BINARY, *REQUESTS["bare libmicrohttpd"])


@pytest.mark.parametrize("name", BUDGETS)
def test_budget(servers, bare, name):
    measured, limit = BUDGETS[name]
    spent = cost(servers, BINARY, *REQUESTS[name]) / bare
    assert spent <= min(measured * SLACK, limit), f"{name}: {spent:.2f} times the bare server's {bare:,.0f}"
