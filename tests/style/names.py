# SPDX-License-Identifier: Apache-2.0
"""The tree stands alone: no path out of it, no machine's own folders, no registry that a build would have to reach."""

import re

from tree import files, read, run

# Put together here, so that this file does not hold what it refuses.
PATHS = [re.compile(pattern) for pattern in (r"\.\./" + r"shared\b", r"(?<![\w.])/" + "work/")]
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"), ("golang", "org"), ("docker", "io"),
    ("quay", "io"), ("ghcr", "io"), ("gcr", "io"), ("debian", "org"), ("maven", "org"), ("rubygems", "org"))]


def check(root):
    for path in files(root):
        text = read(root, path)
        for pattern in PATHS:
            for match in pattern.finditer(text):
                yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: a path of one machine ({match.group()})"
        for name in REGISTRIES:
            if re.search(r"(?<![\w-])" + re.escape(name) + r"\b", text):
                yield f"{path}: names the registry {name}"


CASES = [
    ("good", {"a.md": "see docs/ and ../shared_memory, /var/lib/carbone-autoconf, example.org"}, None),
    ("out of the tree", {"a.py": "open('../" + "shared/x')"}, "a.py:1: a path"),
    ("a machine's folder", {"a.md": "\ncd /" + "work/main"}, "a.md:2: a path"),
    *((name, {"a.txt": f"from https://files.{name}/x"}, name) for name in REGISTRIES),
]

if __name__ == "__main__":
    run(check, CASES)
