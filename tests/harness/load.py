# SPDX-License-Identifier: Apache-2.0
"""Requests at a steady rate over keep-alive connections, whatever comes back: each with when it was due, what it got and when."""
import asyncio
import itertools
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass

from .process import wait_for

PATIENCE = 5.0   # seconds: longer than anything may take
CONNECTIONS = 7  # to begin with; odd, so that every kind comes along on each of them
LOST = 0         # the status of a request that got no answer


@dataclass
class Shot:
    """One request.  due: when it was to go out; late: how much later our own side got round to it; took: from then to the last byte."""

    kind: str
    due: float
    late: float
    took: float
    status: int
    body: bytes
    number: int


class Load(threading.Thread):
    """kinds: name to number -> request bytes, taken in turn, as are the connections.  When all of them wait another one is opened: nobody
    queues behind anybody."""

    def __init__(self, address, kinds, rate=200):
        super().__init__(daemon=True)
        self.address, self.kinds, self.interval = address, list(kinds.items()), 1 / rate
        self.shots, self.marks = [], []
        self.idle, self.n_due = deque(), 0
        self.ending = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """No more requests; those on their way are waited for."""
        self.ending.set()
        self.join(4 * PATIENCE)
        assert not self.is_alive(), "the load does not end"

    def pass_time(self, seconds):
        """Until as many more requests have gone out as are due in that time."""
        target = self.n_due + seconds / self.interval
        wait_for(lambda: self.n_due >= target, words="the load")

    def mark(self, words):
        """Something happens now: a line of the histogram, and the moment."""
        moment = time.monotonic()
        self.marks.append((moment, words))
        return moment

    def run(self):
        asyncio.run(self._run())

    async def _run(self):
        self.idle.extend(await asyncio.gather(*(asyncio.open_connection(*self.address) for _ in range(CONNECTIONS))))
        tasks, due = set(), time.monotonic()
        for number in itertools.count():
            if self.ending.is_set():
                break
            kind, request = self.kinds[number % len(self.kinds)]
            task = asyncio.ensure_future(self._shoot(kind, request(number), due, number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            due += self.interval
            self.n_due = number + 1
            await asyncio.sleep(max(0, due - time.monotonic()))
        await asyncio.gather(*tasks)
        for _, writer in self.idle:
            writer.close()

    async def _shoot(self, kind, data, due, number):
        sent = time.monotonic()
        try:
            status, body = await asyncio.wait_for(self._ask(data), PATIENCE)
        except (OSError, EOFError, asyncio.TimeoutError):
            status, body = LOST, b""
        self.shots.append(Shot(kind, due, sent - due, time.monotonic() - sent, status, body, number))

    async def _ask(self, data):
        reader, writer = self.idle.popleft() if self.idle else await asyncio.open_connection(*self.address)
        try:
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = dict(line.lower().split(b": ", 1) for line in head[:-4].split(b"\r\n")[1:])
            body = await reader.readexactly(int(lines[b"content-length"]))
        except BaseException:
            writer.close()
            raise
        if lines.get(b"connection") == b"close":
            writer.close()
        else:
            self.idle.append((reader, writer))
        return int(head.split(b" ", 2)[1]), body

    def histogram(self, step=0.1):
        """Per tenth of a second: statuses of each kind, and the worst wait.  Steps that look like the one before are left out."""
        start = min(shot.due for shot in self.shots)
        steps, lines, before = {}, [], None
        for shot in self.shots:
            steps.setdefault(int((shot.due - start) / step), []).append(shot)
        events = [(int((moment - start) / step), f"{'':7}-- {words}") for moment, words in self.marks]
        for number in sorted(steps):
            lines += [words for at, words in events if at == number]
            shots = steps[number]
            what = sorted(Counter((shot.kind, shot.status) for shot in shots))
            worst = max(shot.took for shot in shots)
            if (what, worst < 0.1) != before or any(at == number for at, _ in events):
                counts = Counter((shot.kind, shot.status) for shot in shots)
                words = "  ".join(f"{kind} {status or 'lost'}: {counts[kind, status]}" for kind, status in what)
                late = max(shot.late for shot in shots)
                lines.append(f"{number * step:6.1f}s  {words}  worst {worst * 1000:.0f} ms" + (f", our own {late * 1000:.0f}" if late > 0.1 else ""))
            before = what, worst < 0.1
        return "\n".join(lines)
