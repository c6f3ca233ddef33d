# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL of this run's own, on a Unix socket and a loopback port."""
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .process import LOOPBACK, Process, ended, free_address, wait_for

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
USER = "nobody" if os.geteuid() == 0 else None
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "40", "logging_collector": "off"}


# Who may come in: the owner as he is, a role named autoconf with its password.
ACCESS = "local all all trust\nhost all autoconf all scram-sha-256\nhost all all all trust\nhost replication owner all trust\n"


class Postgresql:
    """Runs as nobody when the tests run as root, which initdb refuses to be; its files lie where nobody can reach them.

    network: where it listens when not on loopback, with `address` and `inside`, the command that runs others in there.
    standby_of: begin as a streaming copy of that server.
    """

    def __init__(self, network=None, standby_of=None):
        self.bin = BINARIES[-1]
        self.network, self.address = network, network.address if network else LOOPBACK
        self.directory = Path(tempfile.mkdtemp(prefix="autoconf-pg-"))
        if USER:
            shutil.chown(self.directory, USER)
        self.port = free_address()[1]
        if standby_of:
            self._run("pg_basebackup", "-D", self.directory / "data", "-d", standby_of.url(), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        else:
            self._run("initdb", "-D", self.directory / "data", "-U", "owner", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
            (self.directory / "data" / "pg_hba.conf").write_text(ACCESS)
        self.process = None
        self.start()

    def _run(self, program, *words):
        options = {"user": USER, "group": "nogroup", "extra_groups": []} if USER else {}
        subprocess.run([self.bin / program, *words], check=True, capture_output=True, cwd="/", **options)

    def start(self):
        settings = FAST | {"listen_addresses": self.address, "port": str(self.port), "unix_socket_directories": str(self.directory)}
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        argv = [self.bin / "postgres", "-D", self.directory / "data", *words]
        if self.network:
            self.process = Process([*self.network.inside(USER), *argv], self.directory / "log", cwd="/")
        else:
            self.process = Process(argv, self.directory / "log", user=USER, cwd="/", **({"group": "nogroup"} if USER else {}))
        self.process.wait_for(self._ready, "PostgreSQL ready")

    def _ready(self):
        return subprocess.run([self.bin / "pg_isready", "-q", "-h", self.directory, "-p", str(self.port)], check=False).returncode == 0

    def url(self, database="postgres", user="owner"):
        return f"postgresql://{user}@{self.address}:{self.port}/{database}"

    def _psql(self, database):
        return [self.bin / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.directory, "-p", str(self.port), "-U", "owner",
                "-d", database]

    def sql(self, text, database="postgres"):
        """Runs statements, each on its own; rows as text."""
        done = subprocess.run(self._psql(database), input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def held(self, text, database):
        """A transaction that has run these statements, and is open as long as the block lasts."""
        with subprocess.Popen(self._psql(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            session.stdin.write(f"BEGIN;\n{text}\nSELECT 'held';\n")
            session.stdin.flush()
            assert session.stdout.readline() == "held\n"
            try:
                yield
            finally:
                session.stdin.close()
                session.stdout.read()

    def connections(self, user):
        """The process ids that serve this role."""
        return {int(line) for line in self.sql(f"SELECT pid FROM pg_stat_activity WHERE usename = '{user}'").split()}

    def stop(self, number=signal.SIGQUIT):
        """At once, as a machine that goes away."""
        family = self.process.family()
        assert self.process.end(number) is not None
        wait_for(lambda: all(map(ended, family)), words="the end of PostgreSQL's processes")

    def promote(self):
        self._run("pg_ctl", "promote", "-D", self.directory / "data")

    def freeze(self, frozen=True):
        """Connections stay open, and nothing answers any more."""
        number = signal.SIGSTOP if frozen else signal.SIGCONT
        self.process.send(number)  # first, so that it has no more children
        for pid in self.process.family()[1:]:
            os.kill(pid, number)

    def remove(self):
        if self.process.alive():
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
