# SPDX-License-Identifier: Apache-2.0
"""A real slapd of this run's own, on a Unix socket and loopback ports, with a few people in it."""
import shutil
import subprocess

from .process import Process, free_address, wait_for

SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
BASE, READER, PASSWORD = "dc=people,dc=test", "cn=reader,dc=people,dc=test", "reader's secret"

CONFIG = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {directory}/pid
{tls}
database mdb
suffix "{base}"
rootdn "{reader}"
rootpw "{password}"
directory {directory}/data
maxsize 10485760
{access}
"""

TLS = "TLSCACertificateFile {root}\nTLSCertificateFile {chain}\nTLSCertificateKeyFile {key}"

ROWS = [
    ("jane", "jdoe", "Jane Doe"), ("joe+list", "joe", "Joe List"), ("twice", "one", "One"), ("twice", "two", "Two"), ("umlaut", "jürgen", "Jürgen Groß"),
    ("star", "*", "Star"),
]


def people():
    yield f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: People\ndc: people\n"
    for local, uid, name in ROWS:
        yield f"dn: uid={uid},{BASE}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {name}\nmail: {local}@people.test\n"


class Slapd:
    """certificate: (chain, key, root) for TLS; reading: who may, besides the one with a password."""

    def __init__(self, directory, certificate=None, reading="*"):
        self.directory = directory
        (directory / "data").mkdir()
        tls = TLS.format(chain=certificate[0], key=certificate[1], root=certificate[2]) if certificate else ""
        self.config = directory / "slapd.conf"
        self.config.write_text(CONFIG.format(directory=directory, tls=tls, base=BASE, reader=READER, password=PASSWORD,
                                             access=f"access to * by {reading} read by * auth"))
        done = subprocess.run([SLAPD, "-T", "add", "-f", self.config], input="\n".join(people()), text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        # A certificate names localhost.
        self.plain, self.secure = (free_address("127.0.0.1")[1] for _ in range(2))
        self.socket = directory / "ldapi"
        self.process = None
        self.start()

    def start(self):
        urls = [f"ldap://127.0.0.1:{self.plain}", "ldapi://" + str(self.socket).replace("/", "%2F")]
        if "TLSCertificateFile" in self.config.read_text():
            urls.append(f"ldaps://127.0.0.1:{self.secure}")
        self.process = Process([SLAPD, "-d", "0", "-f", self.config, "-h", " ".join(urls)], self.directory / "log")
        wait_for(self._answers, words="slapd answering")

    def _answers(self):
        return subprocess.run(["ldapsearch", "-x", "-H", "ldapi://" + str(self.socket).replace("/", "%2F"), "-s", "base", "-b", ""], check=False,
                              capture_output=True).returncode == 0

    def end(self):
        if self.process.alive():
            self.process.end()
