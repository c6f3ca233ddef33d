# SPDX-License-Identifier: Apache-2.0
"""GLib's GMarkup, the parser that Evolution and Geary's like read autoconfig with: no DTD, no byte order mark, UTF-8 alone."""
import ctypes
import ctypes.util
from pathlib import Path

import pytest

from harness.wire import ask

LIBRARY = ctypes.util.find_library("glib-2.0")
DOCUMENTS = sorted((Path(__file__).parents[1] / "protocols" / "golden").glob("*.mozilla.xml"))

pytestmark = [pytest.mark.skipif(not LIBRARY, reason="there is no GLib"), pytest.mark.client("GLib's GMarkup", "autoconfig")]

POINTER = ctypes.c_void_p
START = ctypes.CFUNCTYPE(None, POINTER, ctypes.c_char_p, POINTER, POINTER, POINTER, POINTER)
END = ctypes.CFUNCTYPE(None, POINTER, ctypes.c_char_p, POINTER, POINTER)
TEXT = ctypes.CFUNCTYPE(None, POINTER, POINTER, ctypes.c_size_t, POINTER, POINTER)


class Parser(ctypes.Structure):
    _fields_ = [("start", START), ("end", END), ("text", TEXT), ("passthrough", POINTER), ("error", POINTER)]


class Glib:
    def __init__(self):
        self.library = ctypes.CDLL(LIBRARY)
        self.library.g_markup_parse_context_new.restype = POINTER
        names = ("glib_major_version", "glib_minor_version", "glib_micro_version")
        self.version = ".".join(str(ctypes.c_uint.in_dll(self.library, name).value) for name in names)

    def parse(self, document):
        """[(element, its text)] in the order of their ends; None when it refuses the document."""
        leaves, texts = [], []

        def text(_context, start, size, _data, _error):
            texts[-1] += ctypes.string_at(start, size)

        parser = Parser(START(lambda *_: texts.append(b"")), END(lambda _context, name, *_: leaves.append((name.decode(), texts.pop().decode()))), TEXT(text))
        context = POINTER(self.library.g_markup_parse_context_new(ctypes.byref(parser), 0, None, None))
        good = self.library.g_markup_parse_context_parse(context, document, ctypes.c_ssize_t(len(document)), None)
        good = good and self.library.g_markup_parse_context_end_parse(context, None)
        self.library.g_markup_parse_context_free(context)
        return leaves if good else None


@pytest.fixture(scope="module")
def glib():
    return Glib()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name.split(".")[0])
def test_golden(glib, saw, path):
    leaves = glib.parse(path.read_bytes())
    assert leaves and leaves[-1][0] == "clientConfig"
    assert all(text == text.strip() for name, text in leaves if name in ("hostname", "port", "socketType", "username", "authentication"))
    saw(glib.version, "golden documents", [])


def test_served(glib, saw, site, service):
    leaves = glib.parse(ask(service.address, "/mail/config-v1.1.xml?emailaddress=EVOLUTIONUSER%40example.test").body)
    fields = ("hostname", "port", "socketType", "authentication", "username")
    assert [text for name, text in leaves if name in fields][:5] == ["imap.example.test", "993", "SSL", "password-cleartext", "%EMAILADDRESS%"]
    saw(glib.version, "the service", fields)


@pytest.mark.parametrize("document", [b"", b"\xef\xbb\xbf<a></a>", b"<a>\xff</a>", b"<a><b></a>"])
def test_it_refuses(glib, document):
    assert glib.parse(document) is None
