# SPDX-License-Identifier: Apache-2.0
"""A real MariaDB of this run's own, on a Unix socket and a loopback port.  What was committed outlives its being killed."""
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .process import LOOPBACK, Process, free_address

USER = "mysql" if os.geteuid() == 0 else None
FAST = {"innodb_buffer_pool_size": "16M", "innodb_log_file_size": "8M", "innodb_flush_log_at_trx_commit": "2", "innodb_doublewrite": "0",
        "innodb_use_native_aio": "0", "aria_pagecache_buffer_size": "1M", "key_buffer_size": "1M", "performance_schema": "0",
        "max_connections": "60", "skip_name_resolve": "1"}
# A statement a line: that is how the server reads it.
OWNER = "CREATE USER IF NOT EXISTS owner@'%';\nGRANT ALL ON *.* TO owner@'%' WITH GRANT OPTION;\n"


def available():
    return all(map(shutil.which, ("mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb")))


class Mariadb:
    """Runs as mysql when the tests run as root, which mariadbd refuses to be; the superuser is `owner`, without a password.

    network: where it listens when not on loopback, with `address` and `inside`, the command that runs others in there.
    options: of the server, as on its command line; certificate: (certificate, key) for TLS.
    """

    def __init__(self, network=None, certificate=None, **options):
        self.network, self.address = network, network.address if network else LOOPBACK
        self.directory = Path(tempfile.mkdtemp(prefix="autoconf-maria-"))
        self.socket, self.port = self.directory / "socket", free_address()[1]
        self.options = FAST | options
        (self.directory / "owner.sql").write_text(OWNER)
        for path, name in zip(certificate or (), ("ssl_cert", "ssl_key")):
            self.options[name] = str(shutil.copy(path, self.directory / f"{name}.pem"))
        for path in (self.directory, *self.directory.iterdir()):
            if USER:
                shutil.chown(path, USER, USER)
        identity = {"user": USER, "group": USER, "extra_groups": []} if USER else {}
        settings = [f"--{key}={value}" for key, value in FAST.items() if key.startswith("innodb")]
        done = subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.directory}/data", f"--tmpdir={self.directory}",
                               "--skip-test-db",
                               "--auth-root-authentication-method=normal", *settings],
                              check=False, capture_output=True, text=True, cwd="/", **identity)
        assert done.returncode == 0, done.stdout + done.stderr
        self.process = None
        self.start()

    def start(self):
        settings = self.options | {"datadir": self.directory / "data", "tmpdir": self.directory, "socket": self.socket,
                                   "bind_address": self.address, "port": self.port,
                                   "init_file": self.directory / "owner.sql", "pid_file": self.directory / "pid"}
        argv = ["mariadbd", "--no-defaults", *(f"--{key}={value}" for key, value in settings.items())]
        if self.network:
            self.process = Process([*self.network.inside(USER), *argv], self.directory / "log", cwd="/")
        else:
            self.process = Process(argv, self.directory / "log", user=USER, cwd="/")
        self.process.wait_for(self._ready, "MariaDB ready")

    def _ready(self):
        return subprocess.run(["mariadb-admin", "--no-defaults", f"--socket={self.socket}", "--user=owner", "ping"], check=False,
                              capture_output=True).returncode == 0

    def url(self, database="test", user="owner"):
        return f"mysql://{user}@{self.address}:{self.port}/{database}"

    def _client(self, database):
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=owner", "--batch", "--skip-column-names", "--unbuffered",
                *([database] if database else [])]

    def sql(self, text, database=None):
        """Runs statements; rows as text, columns between tabs."""
        done = subprocess.run(self._client(database), input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def held(self, text, database):
        """A session that has run these statements, and is open as long as the block lasts."""
        with subprocess.Popen(self._client(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            session.stdin.write(f"{text}\nSELECT 'held';\n")
            session.stdin.flush()
            assert session.stdout.readline() == "held\n"
            try:
                yield
            finally:
                session.stdin.close()
                session.stdout.read()

    def connections(self, user):
        """The numbers of this user's connections."""
        return {int(line) for line in self.sql(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'").split()}

    def stop(self, number=signal.SIGKILL):
        """At once, as a machine that goes away."""
        assert self.process.end(number) is not None

    def freeze(self, frozen=True):
        """Connections stay open, and nothing answers any more."""
        self.process.send(signal.SIGSTOP if frozen else signal.SIGCONT)

    def remove(self):
        if self.process.alive():
            self.freeze(False)
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
