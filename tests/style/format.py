# SPDX-License-Identifier: Apache-2.0
"""Every C file stands as .clang-format says, and no comment is wider than the code. argv[2] is clang-format.

Other versions than 14 lay some lines out otherwise: they are not asked.
"""

import re
import subprocess
import sys

from tree import files, read

SKIP = 77
COLUMNS = 100
TABLE = re.compile(r"clang-format off.*?clang-format on", re.S)


def too_wide(text):
    """Line numbers beyond the columns; tables and strings, which clang-format does not break either, may stand out."""
    text = TABLE.sub(lambda table: "\n" * table.group().count("\n"), text)
    return [number for number, line in enumerate(text.split("\n"), 1) if len(line.expandtabs(8)) > COLUMNS and '"' not in line]


root, program = sys.argv[1:3]
version = re.search(r"version (\d+)", subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)
if not version or version.group(1) != "14":
    print(f"{program} is not version 14")
    sys.exit(SKIP)

# It must be able to refuse, before its silence means anything.
bad = subprocess.run([program, "--dry-run", "-Werror", f"--assume-filename={root}/x.c"], input="int  f( void ){return 1;}", capture_output=True, text=True, check=False)
if bad.returncode == 0:
    sys.exit("self-test: badly laid out code was accepted")
if too_wide("/*" + "x" * 99 + "*/\n" + "x" * 101 + "\n\t" + "x" * 92) != [1, 2]:
    sys.exit("self-test: wide lines are not counted right")

sources = files(root, ".c", ".h", under=("include/", "autoconf/", "profiles/", "tests/", "fuzz/", "bench/"))
result = subprocess.run([program, "--dry-run", "-Werror", *sources], cwd=root, capture_output=True, text=True, check=False)
wrong = sorted(set(re.findall(r"^([^:\s]+):\d+:\d+: error", result.stderr, re.M)))
for path in wrong:
    print(f"{path}: run clang-format -i on it", file=sys.stderr)
wide = [f"{path}:{number}" for path in sources for number in too_wide(read(root, path))]
for place in wide:
    print(f"{place}: wider than {COLUMNS} columns", file=sys.stderr)
sys.exit(1 if result.returncode or wide else 0)
