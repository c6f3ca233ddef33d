# SPDX-License-Identifier: Apache-2.0
"""What the style checks share: the files of a source tree, C without its comments, and the run of one check.

A check is a function from a tree's root to complaints. Before it judges the project it judges small trees made to be refused
(and one made to pass), so that a check that can no longer fail is itself a failure.
"""

import contextlib
import os
import re
import sys
import tempfile
from pathlib import Path

ROOMS = ("text", "catalogue", "base", "settings", "seal", "protocols", "page", "signer", "directory", "server", "commands")
SKIPPED = re.compile(r"^(\.git|\.pytest_cache|__pycache__|build.*|\.venv|node_modules)$")
BINARY = {".png", ".ico", ".der", ".p12", ".db", ".gz", ".pyc", ".mobileconfig"}
QUIET = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def files(root, *suffixes, under=("",)):
    """Paths relative to root, sorted; of the given suffixes, or all that are text."""
    found = []
    for folder, names, entries in os.walk(root):
        names[:] = [name for name in names if not SKIPPED.match(name)]
        found += (os.path.relpath(os.path.join(folder, entry), root) for entry in entries if not SKIPPED.match(entry))
    return sorted(path for path in found
                  if path.startswith(under) and Path(path).suffix not in BINARY
                  and (not suffixes or path.endswith(suffixes)))


def read(root, path):
    return Path(root, path).read_text(encoding="utf-8", errors="replace")


def code(text):
    """C with comments and the insides of strings blanked out; every line keeps its place."""
    def blank(match):
        quiet = "\n" * match.group().count("\n")
        return quiet if match.group().startswith("/") else match.group()[0] * 2 + quiet
    return QUIET.sub(blank, text)


def room(path):
    """The room of a C file: include, profiles, a room of autoconf/, main, or None for what stands outside (tests, fuzz, bench)."""
    parts = Path(path).parts
    if parts[0] in ("include", "profiles"):
        return parts[0]
    if parts[0] == "autoconf":
        return parts[1] if len(parts) > 2 else "main"
    return None


def complaints_on(check, tree):
    with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(None):
        for path, text in tree.items():
            Path(root, path).parent.mkdir(parents=True, exist_ok=True)
            Path(root, path).write_text(text, encoding="utf-8")
        return list(check(root))


def self_test(check, cases):
    """cases: (name, tree, words that one complaint must hold, or None when the tree is fine)."""
    for name, tree, words in cases:
        complaints = complaints_on(check, tree)
        if words is None and complaints:
            yield f"self-test '{name}': a good tree was refused: {complaints[0]}"
        if words is not None and not any(words in complaint for complaint in complaints):
            yield f"self-test '{name}': a bad tree passed ({words!r} is not among {complaints})"


def run(check, cases, broken=()):
    """The main() of a check: argv[1] is the project's root; broken: complaints of self-tests that it ran itself."""
    complaints = [*broken, *self_test(check, cases)] or list(check(sys.argv[1]))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)
