# SPDX-License-Identifier: Apache-2.0
"""Runs a test with a MariaDB of its own, thrown away behind it.  usage: with_mariadb.py TEST…

The test's arguments are the URL by its Unix socket, the URL by TCP, and a folder.  Both URLs are of the superuser `test`, who needs no
password; `locked` has one that nobody knows.  In the folder: authority.pem, which signed the server's certificate for the name localhost, other.pem,
which did not, and pid, the server's.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

SKIP = 77
PATIENCE = 60  # seconds, of the server's start
USERS = """CREATE USER test@'%';
GRANT ALL ON *.* TO test@'%' WITH GRANT OPTION;
CREATE USER locked@'%' IDENTIFIED BY 'nobody-knows';
CREATE DATABASE test CHARACTER SET utf8mb4;
"""
SMALL = ("innodb_buffer_pool_size=16M", "innodb_log_file_size=8M", "innodb_flush_log_at_trx_commit=0", "innodb_doublewrite=0",
         "innodb_use_native_aio=0", "aria_pagecache_buffer_size=1M", "key_buffer_size=1M", "performance_schema=0", "max_connections=100",
         "skip_name_resolve=1")


def unprivileged():
    """MariaDB does not run as root."""
    return {} if os.getuid() else {"user": "mysql", "group": "mysql", "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificates(folder):
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    for name in ("authority", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=server", "-keyout", "server.key",
            "-out", "server.csr")
    Path(folder, "names").write_text("subjectAltName=DNS:localhost", encoding="ascii")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-days", "2", "-extfile", "names",
            "-out", "server.pem")


def server(folder, port):
    """Started; returns once it says that it is ready, as it says to systemd."""
    words = [f"--{word}" for word in (*SMALL, f"port={port}", "bind_address=127.0.0.1", f"datadir={folder}/data",
                                      f"tmpdir={folder}", f"socket={folder}/socket",
                                      f"pid_file={folder}/pid", f"init_file={folder}/users.sql", f"ssl_ca={folder}/authority.pem",
                                      f"ssl_cert={folder}/server.pem", f"ssl_key={folder}/server.key")]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as words_of_server, open(f"{folder}/log", "ab") as log:
        words_of_server.bind(f"{folder}/notify")
        os.chmod(f"{folder}/notify", 0o777)
        words_of_server.settimeout(PATIENCE)
        process = subprocess.Popen(["mariadbd", "--no-defaults", *words], cwd="/", stdout=log, stderr=log,
                                   env=os.environ | {"NOTIFY_SOCKET": f"{folder}/notify"}, **unprivileged())
        try:
            while b"READY=1" not in words_of_server.recv(4096):
                pass
        except TimeoutError:
            process.kill()
            sys.exit(Path(folder, "log").read_text(encoding="utf-8", errors="replace"))
        return process


def run(folder, test):
    port = free_port()
    process = server(folder, port)
    try:
        return subprocess.run([*test, f"mysql://test@/test?socket={folder}/socket", f"mysql://test@localhost:{port}/test", folder],
                              check=False).returncode
    finally:
        process.kill()
        process.wait()


def main(*test):
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "openssl"))):
        print("there is no MariaDB")
        return SKIP

    folder = tempfile.mkdtemp(prefix="carbone-mariadb-")
    try:
        certificates(folder)
        Path(folder, "users.sql").write_text(USERS, encoding="ascii")
        for path in (folder, *Path(folder).iterdir()):
            shutil.chown(path, unprivileged().get("user", os.getuid()))
        # In a common tmpdir a server that starts removes the temporary tables of others.
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", f"--tmpdir={folder}",
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db", *(f"--{word}" for word in SMALL if word.startswith("innodb"))], cwd="/", check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **unprivileged())
        return run(folder, test)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
