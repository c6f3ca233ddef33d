# SPDX-License-Identifier: Apache-2.0
"""Rooms and floors: a file includes what stands on lower floors, or beside it where its room says so; never above.

The table is docs/design.md, "Rooms and floors". A library of others is known to the rooms that are there to know it, and to no other.
"""

import os
import re
from pathlib import Path

from tree import ROOMS, files, read, room, run

ALLOWED = {
    "include": {"include"},
    "text": {"include"},
    "catalogue": {"include", "text"},
    "profiles": {"include", "text"},
    "base": {"include", "text"},
    "seal": {"include", "text", "base"},
    "settings": {"include", "text", "catalogue", "base"},
    "protocols": {"include", "text", "base", "profiles"},
    "page": {"include", "text", "catalogue", "base", "protocols"},
    "signer": {"include", "text", "base", "profiles"},
    "directory": {"include", "text", "base", "settings"},
}
ALLOWED["server"] = set(ALLOWED)
ALLOWED["commands"] = set(ALLOWED)
ALLOWED["main"] = set(ALLOWED)

LIBRARIES = {
    "libxml/": {"protocols", "commands"},
    "openssl/": {"profiles", "seal", "protocols", "signer", "server", "directory"},
    "yaml.h": {"settings"},
    "jansson.h": {"settings", "server"},
    "idn2.h": {"base"},
    "libpsl.h": {"base"},
    "microhttpd.h": {"server"},
    "libpq-fe.h": {"directory"},
    "sqlite3.h": {"directory"},
    "mysql": {"directory"},
    "mariadb": {"directory"},
    "ldap.h": {"directory"},
    "seccomp.h": {"base", "signer", "server"},
    "systemd/": {"server"},
    "zlib.h": {"server"},
    "qrencode.h": {"page"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
MADE = {"config.h", "sentences.h"}


def resolve(root, path, name):
    """The file an include names, in the compiler's order: beside the asker, then the root, include/ and autoconf/."""
    for folder in (Path(path).parent, Path("."), Path("include"), Path("autoconf")):
        if Path(root, folder, name).is_file():
            return os.path.normpath(folder / name)
    return None


def own(root, path, name):
    target = resolve(root, path, name)
    if target is None:
        return [] if name in MADE else [f"{path}: includes \"{name}\", which is no file"]
    here, there = room(path), room(target)
    if there == here or there in ALLOWED[here]:
        return []
    return [f"{path}: {here} may not include {there or 'what stands outside the rooms'} (\"{name}\")"]


def foreign(path, name):
    here = room(path)
    return [f"{path}: {here} may not know a library's <{name}>" for prefix, rooms in LIBRARIES.items()
            if name.startswith(prefix) and here not in rooms]


def check(root):
    for path in files(root, ".c", ".h", under=("include/", "autoconf/", "profiles/")):
        if room(path) not in (*ALLOWED, *ROOMS):
            yield f"{path}: {room(path)} is no room; declare its floor here and in docs/design.md"
            continue
        for quote, name in INCLUDE.findall(read(root, path)):
            yield from own(root, path, name) if quote == '"' else foreign(path, name)


GOOD = {"include/a.h": "", "autoconf/base/log.h": "", "autoconf/server/route.h": "", "profiles/plist.h": ""}
CASES = [
    ("downwards", {**GOOD, "autoconf/server/x.c": '#include "base/log.h"\n#include "a.h"\n#include "route.h"\n#include <microhttpd.h>'}, None),
    ("config.h is made", {**GOOD, "autoconf/base/x.c": '#include "config.h"'}, None),
    ("upwards", {**GOOD, "autoconf/base/x.c": '#include "server/route.h"'}, "base may not include server"),
    ("upwards out of include/", {**GOOD, "include/b.h": '#include "base/log.h"'}, "include may not include base"),
    ("sideways, undeclared", {**GOOD, "autoconf/base/x.c": '#include "profiles/plist.h"'}, "base may not include profiles"),
    ("around the corner", {**GOOD, "profiles/x.c": '#include "../autoconf/base/log.h"'}, "profiles may not include base"),
    ("into the tests", {**GOOD, "tests/x.h": "", "autoconf/base/x.c": '#include "tests/x.h"'}, "outside the rooms"),
    ("no such file", {**GOOD, "autoconf/base/x.c": '#include "gone.h"'}, "no file"),
    ("a library upstairs", {**GOOD, "autoconf/protocols/x.c": "#include <microhttpd.h>"}, "may not know"),
    ("a library in the vocabulary", {**GOOD, "include/b.h": "#include <openssl/evp.h>"}, "may not know"),
    ("a room without a floor", {**GOOD, "autoconf/util/x.c": ""}, "is no room"),
]

if __name__ == "__main__":
    run(check, CASES)
