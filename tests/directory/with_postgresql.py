# SPDX-License-Identifier: Apache-2.0
"""Runs a test with a PostgreSQL of its own, thrown away behind it.  usage: with_postgresql.py FOLDER-OF-ITS-PROGRAMS TEST…

The test's arguments are the URL by its Unix socket and the URL by TCP, both of the superuser `test`, who needs no password; `locked` has one
that nobody knows.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

SKIP = 77
AUTHENTICATION = """local all locked scram-sha-256
local all all trust
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""


def unprivileged():
    """PostgreSQL does not run as root."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(programs, *test):
    if not Path(programs, "initdb").exists():
        print(f"there is no PostgreSQL in {programs}")
        return SKIP

    folder = tempfile.mkdtemp(prefix="carbone-postgresql-")
    identity, port = unprivileged(), free_port()
    if identity:
        os.chown(folder, identity["user"], identity["group"])

    def run(program, *arguments, check=True):
        subprocess.run([Path(programs, program), *arguments], cwd="/", check=check, stdout=subprocess.DEVNULL, **identity)

    data = f"{folder}/data"
    try:
        run("initdb", "--pgdata", data, "--no-sync", "--username=test", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8")
        Path(data, "pg_hba.conf").write_text(AUTHENTICATION, encoding="ascii")
        run("pg_ctl", "--pgdata", data, "--wait", "--log", f"{folder}/log", "start", "-o",
            f"-F -k {folder} -p {port} -c listen_addresses=127.0.0.1 -c max_connections=50")
        try:
            return subprocess.run([*test, f"postgresql://test@/postgres?host={folder}&port={port}",
                                   f"postgresql://test@localhost:{port}/postgres"], check=False).returncode
        finally:
            run("pg_ctl", "--pgdata", data, "--mode=immediate", "stop", check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
