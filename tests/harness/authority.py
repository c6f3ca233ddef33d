# SPDX-License-Identifier: Apache-2.0
"""A certification authority for one run: a root, an intermediate, and leaves for TLS and for signing."""
import subprocess

CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n"


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

    def server(self, name, hosts):
        """A TLS certificate with its chain in one file, and its key."""
        names = ",".join(f"DNS:{host}" for host in hosts)
        leaf = self._make(name, hosts[0], f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n", "intermediate")
        chain = self.directory / f"{name}-chain.pem"
        chain.write_bytes(leaf.read_bytes() + self.intermediate.read_bytes())
        return chain, leaf.with_suffix(".key")
