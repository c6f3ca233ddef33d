# SPDX-License-Identifier: Apache-2.0
"""A real PgBouncer in front of a PostgreSQL of this run's, in transaction mode."""
import shutil
import tempfile
from pathlib import Path

from .process import LOOPBACK, Process, free_address, listens

BINARY = Path("/usr/sbin/pgbouncer")

CONFIGURATION = """\
[databases]
* = host={host} port={port} user=owner
[pgbouncer]
listen_addr = {address}
listen_port = {listen_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
"""


class Pgbouncer:
    """Few connections to the server, so that its clients take turns on them."""

    def __init__(self, server):
        self.port, self.directory = free_address()[1], Path(tempfile.mkdtemp(prefix="autoconf-bouncer-"))
        self.directory.chmod(0o755)
        self.configuration = self.directory / "pgbouncer.ini"
        self.configuration.write_text(CONFIGURATION.format(host=server.address, port=server.port, address=LOOPBACK, listen_port=self.port))
        self.process = None
        self.start()

    def start(self):
        self.process = Process([BINARY, "-q", self.configuration], self.directory / "log", user="nobody", group="nogroup", cwd="/")
        self.process.wait_for(lambda: listens((LOOPBACK, self.port)), "PgBouncer listening")

    def url(self, database):
        return f"postgresql://owner@{LOOPBACK}:{self.port}/{database}"

    def stop(self):
        assert self.process.end() is not None

    def remove(self):
        if self.process.alive():
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
