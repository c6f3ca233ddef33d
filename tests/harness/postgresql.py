# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL of this run's own, on a Unix socket and a loopback port."""
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .process import LOOPBACK, Process, free_address

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
USER = "nobody" if os.geteuid() == 0 else None
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "40", "logging_collector": "off"}


class Postgresql:
    """Runs as nobody when the tests run as root, which initdb refuses to be; its files lie where nobody can reach them."""

    def __init__(self):
        self.bin = BINARIES[-1]
        self.directory = Path(tempfile.mkdtemp(prefix="autoconf-pg-"))
        if USER:
            shutil.chown(self.directory, USER)
        self.port = free_address()[1]
        self._run("initdb", "-D", self.directory / "data", "-U", "owner", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
        self.process = None
        self.start()

    def _run(self, program, *words):
        options = {"user": USER, "group": "nogroup", "extra_groups": []} if USER else {}
        subprocess.run([self.bin / program, *words], check=True, capture_output=True, cwd="/", **options)

    def start(self):
        settings = FAST | {"listen_addresses": LOOPBACK, "port": str(self.port), "unix_socket_directories": str(self.directory)}
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.process = Process([self.bin / "postgres", "-D", self.directory / "data", *words], self.directory / "log", user=USER,
                               cwd="/", **({"group": "nogroup"} if USER else {}))
        self.process.wait_for(lambda: self._ready(), "PostgreSQL ready")

    def _ready(self):
        return subprocess.run([self.bin / "pg_isready", "-q", "-h", self.directory, "-p", str(self.port)], check=False).returncode == 0

    def url(self, database="postgres"):
        return f"postgresql://owner@{LOOPBACK}:{self.port}/{database}"

    def sql(self, text, database="postgres"):
        """Runs statements, each on its own; rows as text."""
        argv = [self.bin / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)]
        done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self):
        """At once, as a machine that goes away."""
        assert self.process.end(signal.SIGQUIT) is not None

    def freeze(self, frozen=True):
        """Connections stay open, and nothing answers any more."""
        number = signal.SIGSTOP if frozen else signal.SIGCONT
        for pid in self.process.family():
            os.kill(pid, number)

    def remove(self):
        if self.process.alive():
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
