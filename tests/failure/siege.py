# SPDX-License-Identifier: Apache-2.0
"""A service under load while its directory is hurt: what every caller must see, how soon it is over, and what is left behind.

Half of the requests are for documents of known domains, which need no database; the other half looks people up, each time another one,
with nothing cached, so that every one of them needs it.
"""
from pathlib import Path

from harness.load import Load
from harness.process import BINARY, wait_for
from harness.settings import with_directory
from harness.wire import encode
from service.mozilla import PATH as AUTOCONFIG
from service.pox import PATH as AUTODISCOVER
from service.pox import request

from . import crowd

LONGEST = 1.2            # seconds that any answer may take
GROWTH = 8 * 1024        # KiB of memory that may stay with the process after a siege
IS_SANITIZED = b"__asan_init" in BINARY.read_bytes()  # which keeps what is freed, to find out who uses it
WORKERS, LINES = 2, 2    # a worker may have so many connections; the list of domains has one more
UNCACHED = {"ttl": "0s", "negative_ttl": "0s", "stale": "0s"}
DOMAINS = ("example.test", "second.test", "alias.test")


def besieged(database, **directory):
    """Settings under which every look-up reaches the database."""
    return with_directory(database, **{"reveal": ["login"], "cache": UNCACHED, "refresh": "1s", "connections": LINES, **directory})


def domain_request(number):
    return encode("GET", AUTOCONFIG, [("Host", "autoconfig." + DOMAINS[number // 2 % len(DOMAINS)])])


def user_request(number):
    body = request(crowd.address(number))
    headers = [("Host", "autodiscover.example.test"), ("Content-Type", "text/xml"), ("Content-Length", str(len(body)))]
    return encode("POST", AUTODISCOVER, headers, body)


KINDS = {"domain": domain_request, "user": user_request}


class Siege:
    """with Siege(service, database) as siege: hurt it, and siege.pass_time() in between; then siege.judge(…)."""

    def __init__(self, service, database, before=None):
        """before: what a well service holds, when this one is not well from the start."""
        self.service, self.database = service, database
        self.before = before or self.holdings()
        self.load = Load(service.address, KINDS)
        self.mark, self.pass_time = self.load.mark, self.load.pass_time

    def __enter__(self):
        self.load.start()
        self.pass_time(0.5)
        return self

    def __exit__(self, *_):
        self.load.end()
        print(self.load.histogram())  # pytest shows it when the case fails

    def _server(self):
        """The process that answers: the supervisor's first child."""
        return self.service.process.family()[1]

    def holdings(self):
        """What it holds when everybody has been there once."""
        with Load(self.service.address, KINDS) as load:
            load.pass_time(0.5)
        return self._holdings(lambda seen: True)

    def _holdings(self, is_enough):
        """Descriptors and database connections, once our own connections are closed and is_enough() of them; and memory."""
        seen = None

        def look():
            nonlocal seen
            process = Path(f"/proc/{self._server()}")
            status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            seen = {"descriptors": len(list((process / "fd").iterdir())), "connections": len(self.database.connections()),
                    "memory": int(status["VmRSS"].split()[0])}
            return self.service.metric("carbone_connections") == 0 and is_enough(seen)

        try:
            wait_for(look)
        except AssertionError:
            raise AssertionError(f"left behind: {seen}, before: {getattr(self, 'before', None)}") from None
        return seen

    def _is_all_ours(self, seen):
        """No connection more than we may have, and no descriptor but those of connections."""
        others = self.before["descriptors"] - self.before["connections"]
        return seen["connections"] <= WORKERS * LINES + 1 and seen["descriptors"] - seen["connections"] <= others

    def _stall(self, shot):
        """How long we ourselves did not get to run while that request was out: no fault of the service's."""
        out = [other.late for other in self.load.shots if shot.due <= other.due <= shot.due + shot.took]
        return max(out, default=0)

    def faults(self, edition):
        """What nobody may see, whenever."""
        for shot in self.load.shots:
            allowed = (200,) if shot.kind == "domain" else (200, 503)
            if shot.status not in allowed:
                yield f"{shot.kind} answered {shot.status or 'not at all'}", shot
            elif shot.took > LONGEST + self._stall(shot):
                yield f"{shot.kind} took {shot.took:.2f} s", shot
            elif shot.kind == "user" and shot.status == 200 and not any(
                    f"<LoginName>{crowd.login(shot.number, number)}<".encode() in shot.body for number in range(1, edition + 1)):
                yield "somebody got another login than her own", shot

    def broke(self):
        """Were people turned away?  Else the fault was none, and proves nothing."""
        return any(shot.status == 503 for shot in self.load.shots)

    def judge(self, mended, within, edition=1):
        """mended: the moment from which, `within` seconds later, everybody is answered from this edition of the directory."""
        faults = list(self.faults(edition))
        late = [shot for shot in self.load.shots if shot.kind == "user" and shot.due >= mended + within]
        assert len(late) > 20, "the load ended before it could be seen"
        unserved = [shot for shot in late
                    if shot.status != 200 or f"<LoginName>{crowd.login(shot.number, edition)}<".encode() not in shot.body]
        words = sorted({words for words, _ in faults}) + [f"{len(unserved)} still not served {within} s after"] * bool(unserved)
        assert not words, "\n".join(words[:10])
        after = self._holdings(self._is_all_ours)
        assert IS_SANITIZED or after["memory"] <= self.before["memory"] + GROWTH, f"{self.before} became {after}"
        assert self.service.manage("/readyz").body == b"ready\n"
