# SPDX-License-Identifier: Apache-2.0
"""Tokens of links, sealed by another program than ours: those that ours never makes are made here."""
import base64
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSES = [b"carbone-autoconf link 1", b"carbone-autoconf session 1", b"carbone-autoconf sign-on 1"]
PERSONAL, UNSIGNED = 1, 2


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def raw(token):
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


class Key:
    def __init__(self, name, first=0):
        self.name, self.secret = name, bytes(range(first, first + 32))

    @property
    def line(self):
        return f"{self.name}:{base64.b64encode(self.secret).decode()}"

    def seal(self, plain, purpose=0, version=1, nonce=b"\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b"):
        derived = HKDF(hashes.SHA256(), 32, None, PURPOSES[purpose]).derive(self.secret)
        head = bytes([version, len(self.name)]) + self.name.encode()
        return base64url(head + nonce + AESGCM(derived).encrypt(nonce, plain, head + bytes([purpose])))

    def mint(self, address, age=0, life=1800, variant=0, flags=PERSONAL, language="", more=b"", **options):
        """A link's token as of so many seconds ago."""
        plain = (int(time.time()) - age).to_bytes(8, "big") + life.to_bytes(4, "big") + bytes([variant, flags])
        for text in (language.encode(), address.encode()):
            plain += bytes([len(text)]) + text
        return self.seal(plain + more, **options)


def key_file(path, *keys):
    path.write_text("".join(key.line + "\n" for key in keys))
    path.chmod(0o600)
    return str(path)
