# SPDX-License-Identifier: Apache-2.0
"""Every C file stands as .clang-format says. argv[2] is clang-format; other versions than 14 lay some lines out otherwise and are skipped."""

import re
import subprocess
import sys

from tree import files

SKIP = 77
root, program = sys.argv[1:3]
version = re.search(r"version (\d+)", subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout)
if not version or version.group(1) != "14":
    print(f"{program} is not version 14")
    sys.exit(SKIP)

# It must be able to refuse, before its silence means anything.
bad = subprocess.run([program, "--dry-run", "-Werror", f"--assume-filename={root}/x.c"], input="int  f( void ){return 1;}", capture_output=True, text=True, check=False)
if bad.returncode == 0:
    sys.exit("self-test: badly laid out code was accepted")

sources = files(root, ".c", under=("include/", "autoconf/", "profiles/", "tests/", "fuzz/", "bench/"))
result = subprocess.run([program, "--dry-run", "-Werror", *sources], cwd=root, capture_output=True, text=True, check=False)
wrong = sorted(set(re.findall(r"^([^:\s]+):\d+:\d+: error", result.stderr, re.M)))
for path in wrong:
    print(f"{path}: run clang-format -i on it", file=sys.stderr)
sys.exit(1 if result.returncode else 0)
