# SPDX-License-Identifier: Apache-2.0
"""Headers: SPDX line, words on what it is, #pragma once, in that order; each compiles alone; none hides one of include/ by its name."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tree import files, read, run

OPENING = re.compile(r"/\* SPDX-License-Identifier: [\w.-]+ \*/\n/\*.*?\*/\n\s*#pragma once\n", re.S)
COMPILER = os.environ.get("CC", "cc").split()
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]


def make(root, folder):
    """The header that the build makes."""
    maker = Path(root, "autoconf/catalogue/catalogue.py")
    if maker.is_file():
        subprocess.run([sys.executable, maker, Path(folder, "sentences.h"), Path(folder, "made.c"), maker.parent / "en.txt"], check=True)


def alone(root, headers):
    """Compiles every header as if it were the only one; one run of the compiler for all."""
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, header in enumerate(headers):
            sources.append(Path(folder, f"{number}.c"))
            sources[-1].write_text(f'#include "{Path(root, header).resolve()}"\ntypedef int not_empty;\n')
        make(root, folder)
        search = [f"-I{folder}", *(f"-I{Path(root, where)}" for where in (".", "include", "autoconf"))]
        result = subprocess.run([*COMPILER, *FLAGS, *search, *sources], capture_output=True, text=True, check=False)
        if result.returncode:
            yield f"a header does not compile alone:\n{result.stderr}"


def check(root):
    headers = files(root, ".h", under=("include/", "autoconf/", "profiles/"))
    vocabulary = {Path(path).name for path in headers if path.startswith("include/")}
    for path in headers:
        if not OPENING.match(read(root, path)):
            yield f"{path}: must open with the SPDX line, a comment on what it is, and #pragma once"
        if not path.startswith("include/") and Path(path).name in vocabulary:
            yield f"{path}: include/ has a header of this name"
    if headers:
        yield from alone(root, headers)


SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
OPEN = SPDX + "/* What it is. */\n#pragma once\n"
CASES = [
    ("good", {"include/a.h": OPEN + "#include <stddef.h>\nsize_t f(void);\n", "autoconf/base/b.h": OPEN + '#include "a.h"\n'}, None),
    ("no licence", {"include/a.h": "/* What it is. */\n#pragma once\n"}, "must open"),
    ("no words", {"include/a.h": SPDX + "#pragma once\n"}, "must open"),
    ("no pragma", {"include/a.h": SPDX + "/* What it is. */\n"}, "must open"),
    ("not alone", {"include/a.h": OPEN + "size_t f(void);\n"}, "does not compile alone"),
    ("same name", {"include/a.h": OPEN, "autoconf/base/a.h": OPEN}, "of this name"),
]

if __name__ == "__main__":
    run(check, CASES)
