# SPDX-License-Identifier: Apache-2.0
"""What a request costs, counted in instructions from libmicrohttpd's way into our code on: the same on every machine, busy or not."""
import re
import time
from pathlib import Path

from .wire import Wire

HANDLER = "http_handle"
REQUESTS = 300
QUIET = 0.3     # seconds without work that count as rest
PATIENCE = 120  # seconds for the start, which takes thirty times as long under valgrind

# Callgrind counts each byte of `rep stosb` as one instruction; glibc is asked for its other memset and memcpy.
TUNABLES = "glibc.cpu.x86_rep_stosb_threshold=0x7fffffff:glibc.cpu.x86_rep_movsb_threshold=0x7fffffff"


def busy(service):
    """Processor time of the whole family so far, in ticks."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in service.process.family()]
    return sum(int(field[11]) + int(field[12]) for field in fields)


def until_rest(service):
    """Until it has done nothing for a while: what another thread does meanwhile would be counted, too."""
    spent, since = busy(service), time.monotonic()

    def rests():
        nonlocal spent, since
        if busy(service) != spent:
            spent, since = busy(service), time.monotonic()
        return time.monotonic() > since + QUIET

    service.process.wait_for(rests, "rest", PATIENCE)


def instructions(start, files, settings, data):
    """Of REQUESTS times `data`, the first of which renders what is kept.  start: the fixture; files: an empty folder.

    Whether it is ready is seen from the list that it keeps: asking it would be counted, too.
    """
    state = files / "state"
    state.mkdir()
    settings["server"]["state"] = str(state)
    argv = ["valgrind", "--tool=callgrind", f"--toggle-collect={HANDLER}", f"--callgrind-out-file={files}/%p"]
    settings["server"]["workers"] = 1
    service = start(settings, argv=argv, env={"GLIBC_TUNABLES": TUNABLES, "PATH": "/usr/bin"}, start=False)
    service.start(ready=False)
    service.process.wait_for((state / "snapshot").exists, "the list of domains", PATIENCE)
    until_rest(service)
    with Wire(service.address, timeout=30) as wire:
        for _ in range(REQUESTS):
            wire.send(data)
            assert wire.answer("POST").status < 500
    service.stop()
    counted = max(int(total) for path in files.glob("[0-9]*") for total in re.findall(r"^(?:summary|totals): (\d+)", path.read_text(), re.M))
    assert counted > 1000 * REQUESTS, "the handler was not seen"
    return counted
