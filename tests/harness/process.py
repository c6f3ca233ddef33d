# SPDX-License-Identifier: Apache-2.0
"""A program under test: started, waited for by what can be seen of it, and ended by its own process id."""
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

DEADLINE = 20.0
ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("AUTOCONF_BINARY", ROOT / "build" / "carbone-autoconf"))


def wait_for(what, seconds=DEADLINE, words="what was waited for"):
    """Calls `what` until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        seen = what()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"{words} did not happen within {seconds} s"
        time.sleep(0.01)


def listens(address):
    """Does anybody accept connections there?"""
    family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
    with socket.socket(family) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address if isinstance(address, tuple) else str(address)) == 0


# An address of this run's own, so that runs beside each other never want the same port.
LOOPBACK = f"127.{1 + os.getpid() // 250 % 250}.{1 + os.getpid() % 250}.1"


_given = set()


def free_address(host=LOOPBACK):
    """Never the same twice: the kernel gives a port again that nobody has bound yet."""
    while True:
        with socket.socket() as probe:
            probe.bind((host, 0))
            address = probe.getsockname()
        if address not in _given:
            _given.add(address)
            return address


def ended(pid):
    """Has that process ended?  One that nobody has asked after yet has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Process:
    """argv with its output in `log`.  `user`: become that one first, when started as root."""

    def __init__(self, argv, log, user=None, **options):
        if user and os.geteuid() == 0:
            options |= {"user": user, "group": options.get("group", user), "extra_groups": []}
        self.log_path = Path(log)
        with open(log, "ab") as output:
            self.popen = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def alive(self):
        return self.popen.poll() is None

    def wait_for(self, what, words="readiness", seconds=DEADLINE):
        """As wait_for, but a program that ended will not do it any more."""

        def seen():
            done = what()
            assert done or self.alive(), f"ended with {self.popen.returncode} before {words}:\n{self.log}"
            return done

        return wait_for(seen, seconds, words)

    def family(self):
        """Its process id, and those of its children."""
        pid = self.popen.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def send(self, number):
        self.popen.send_signal(number)

    def end(self, number=signal.SIGTERM, seconds=DEADLINE):
        """Asks it to end and returns its exit status; what does not end is killed and reported."""
        if self.alive():
            self.send(number)
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise AssertionError(f"did not end within {seconds} s of signal {number}:\n{self.log}") from None
