# SPDX-License-Identifier: Apache-2.0
"""Turns the files of assets/ into one C table.  usage: assets.py OUTPUT FILE…

A file's tag is made of its bytes, so that a browser that keeps it for good asks anew when a release has changed it.
"""

import hashlib
import sys
from pathlib import Path

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
WIDTH = 32


def rows(data):
    for start in range(0, len(data), WIDTH):
        yield "\t" + "".join(f"0x{byte:02x}," for byte in data[start:start + WIDTH]) + "\n"


def main(output, *paths):
    paths = sorted(Path(path) for path in paths)
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by assets.py of assets/. */\n#include "page/site.h"\n\n')
        for number, path in enumerate(paths):
            out.write(f"static const unsigned char asset_{number}[] = {{\n{''.join(rows(path.read_bytes()))}}};\n\n")
        out.write("const struct page_asset page_assets[] = {\n")
        for number, path in enumerate(paths):
            tag = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            out.write(f'\t{{"/assets/{path.name}", "{TYPES[path.suffix]}", asset_{number}, sizeof(asset_{number}), "{tag}"}},\n')
        out.write(f"}};\n\nconst size_t n_page_assets = {len(paths)};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
