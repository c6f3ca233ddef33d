# SPDX-License-Identifier: Apache-2.0
"""A certification authority for one run: a root, an intermediate, and leaves for TLS and for signing."""
import subprocess
import time

CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n"
DATED_CA = """\
[ca]
default_ca = dated
[dated]
new_certs_dir = {folder}
database = {folder}/index
serial = {folder}/serial
default_md = sha256
policy = policy
x509_extensions = extensions
unique_subject = no
[policy]
commonName = supplied
[extensions]
{extensions}"""


def openssl(*words, **options):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, **options).stdout


class Authority:
    def __init__(self, directory):
        self.directory = directory
        self.root = self._make("root", "Test Root", CA)
        self.intermediate = self._make("intermediate", "Test Intermediate", CA, "root")

    def _make(self, name, subject, extensions, issuer=None, days=30, algorithm=("EC", "ec_paramgen_curve:P-256")):
        base = self.directory / name
        key, request, certificate = (base.with_suffix(end) for end in (".key", ".csr", ".pem"))
        openssl("genpkey", "-algorithm", algorithm[0], "-pkeyopt", algorithm[1], "-out", key)
        openssl("req", "-new", "-key", key, "-subj", f"/CN={subject}", "-out", request)
        base.with_suffix(".ext").write_text(extensions)
        signer = ["-signkey", key]
        if issuer:
            signer = ["-CA", self.directory / f"{issuer}.pem", "-CAkey", self.directory / f"{issuer}.key", "-CAcreateserial"]
        openssl("x509", "-req", "-in", request, *signer, "-days", days, "-sha256", "-extfile", base.with_suffix(".ext"), "-out", certificate)
        key.chmod(0o600)
        return certificate

    def signer(self, name="profiles", **options):
        """Settings of profiles.signing."""
        certificate = self._make(name, "Example Mail", SIGNER, "intermediate", **options)
        return {"certificate": str(certificate), "key": str(certificate.with_suffix(".key")), "chain": str(self.intermediate)}

    def dated_signer(self, name, first_day, last_day):
        """One that is valid between two days from now; days may be fractions."""
        made = self.signer(name)
        leaf = self.directory / f"{name}.pem"
        openssl("x509", "-in", self._dated(leaf, name, first_day, last_day), "-out", leaf)
        return made

    def short_signer(self, name, seconds):
        """One that ends in so many seconds."""
        return self.dated_signer(name, -1, seconds / 86400)

    def _dated(self, leaf, name, first_day, last_day):
        """The same certificate with other dates: openssl's x509 has no option for them, its ca has."""
        folder = self.directory / f"{name}-ca"
        folder.mkdir()
        (folder / "index").write_text("")
        (folder / "serial").write_text("1000")
        (folder / "config").write_text(DATED_CA.format(folder=folder, extensions=SIGNER))
        start, end = (time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + day * 86400)) for day in (first_day, last_day))
        dated = folder / "dated.pem"
        openssl("ca", "-batch", "-config", folder / "config", "-in", leaf.with_suffix(".csr"), "-cert", self.intermediate,
                "-keyfile", self.directory / "intermediate.key", "-startdate", start, "-enddate", end, "-notext", "-out", dated)
        return dated

    def server(self, name, hosts):
        """A TLS certificate with its chain in one file, and its key."""
        names = ",".join(f"DNS:{host}" for host in hosts)
        leaf = self._make(name, hosts[0], f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n", "intermediate")
        chain = self.directory / f"{name}-chain.pem"
        chain.write_bytes(leaf.read_bytes() + self.intermediate.read_bytes())
        return chain, leaf.with_suffix(".key")
