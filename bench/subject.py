# SPDX-License-Identifier: Apache-2.0
"""What is measured: the program with its settings, the bare server with the same answer, and the requests that both get."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADDRESS = "user@example.com"
PATH = "/mail/config-v1.1.xml?emailaddress=user%40example.com"
# As Thunderbird 153 sends them.
HEADERS = {
    "Host": "autoconfig.example.com",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0",
    "Accept": "*/*",
    "Accept-Language": "en-US,en;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
POX = ('<?xml version="1.0" encoding="utf-8"?>\n'
       '    <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">\n'
       f"      <Request>\n        <EMailAddress>{ADDRESS}</EMailAddress>\n"
       "        <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
       "</AcceptableResponseSchema>\n      </Request>\n    </Autodiscover>")
POX_LUA = 'wrk.method = "POST"\nwrk.body = [[{}]]\nwrk.headers["Content-Type"] = "text/xml; charset=utf-8"\n'

SETTINGS = """\
server:
  listen: ["127.0.0.1:{port}"]
  management: "127.0.0.1:{management}"
  public_url: http://127.0.0.1:{port}
  workers: {workers}
provider: {{name: Example Mail, short_name: Example}}
services:
  - {{type: imap,       host: mail.example.com, port: 993, security: tls}}
  - {{type: pop3,       host: mail.example.com, port: 995, security: tls}}
  - {{type: submission, host: mail.example.com, port: 465, security: tls}}
domains:
  example.com: {{}}
profiles:
  organization: Example
  identifier: org.example.autoconfig
{signing}log: {{level: warning, format: json}}
"""
SIGNING = "  signing: {{certificate: {folder}/signing.pem, key: {folder}/signing.key}}\n"


def free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [entry.getsockname()[1] for entry in sockets]
    for entry in sockets:
        entry.close()
    return ports


class Servers:
    """Everything that was started, ended together."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []

    def start(self, command, port):
        """Returns the process once it accepts connections."""
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        while time.monotonic() - started < 60:
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended with {process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return process
            except OSError:
                time.sleep(0.0005)
        sys.exit(f"{command[0]} does not listen on port {port}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(20)


def get(port, path=PATH, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, body, {**HEADERS, **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"port {port}: {method} {path} is answered with {answer.status}")
    return answer, content


P256 = ("ec", "ec_paramgen_curve:P-256")


def signing_pair(folder, key):
    """A self-signed pair for profiles."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", key[0], "-pkeyopt", key[1], "-nodes", "-days", "2",
                    "-subj", "/CN=Bench", "-addext", "keyUsage=critical,digitalSignature", "-addext", "extendedKeyUsage=emailProtection",
                    "-keyout", f"{folder}/signing.key", "-out", f"{folder}/signing.pem"], check=True, capture_output=True)
    os.chmod(f"{folder}/signing.key", 0o600)
    return SIGNING.format(folder=folder)


def start_ours(servers, binary, workers, port, prefix=(), key=P256):
    """Returns the process and the seconds until its first answer. prefix: a command that runs it; key None: nothing is signed."""
    signing = signing_pair(servers.folder, key) if key else ""
    path = Path(servers.folder, "settings.yaml")
    path.write_text(SETTINGS.format(port=port, management=free_ports(1)[0], workers=workers, signing=signing))
    started = time.monotonic()
    process = servers.start([*prefix, binary, "serve", "--config", str(path)], port)
    get(port)
    return process, time.monotonic() - started


def keep_answer(servers, port):
    """Keeps our answer's bytes and headers for the others to serve."""
    answer, body = get(port)
    ours = [(name, value) for name, value in answer.getheaders() if name.lower() not in ("date", "content-length", "connection")]
    Path(servers.folder, "body").write_bytes(body)
    Path(servers.folder, "headers").write_text("".join(f"{name}: {value}\n" for name, value in ours))
    return ours, body


def start_bare(servers, workers, port, prefix=()):
    """Serves what keep_answer has kept."""
    binary = f"{servers.folder}/bare"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libmicrohttpd"], check=True, capture_output=True, text=True).stdout.split()
    subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c11", "-D_GNU_SOURCE", "-O2", "-g", str(HERE / "bare.c"), *flags, "-pthread",
                    "-o", binary], check=True)
    return servers.start([*prefix, binary, str(port), str(workers), "headers", "body"], port)
