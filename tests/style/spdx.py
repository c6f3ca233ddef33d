# SPDX-License-Identifier: Apache-2.0
"""Every source and script names its licence in its first line, or in the second behind a #! line."""

from pathlib import Path

from tree import files, read, run

LINE = "SPDX-License-Identifier: Apache-2.0"
SOURCES = (".c", ".h", ".py", ".sh", ".sql", ".yaml", ".yml", ".service", ".socket", ".conf", ".cfg", ".lua", ".8", ".5", "meson.build", "Dockerfile", "meson_options.txt")
NOT_OURS = ("fuzz/corpus/", "tests/golden/", "tests/fixtures/")


def is_source(root, path):
    return Path(path).name.endswith(SOURCES) or read(root, path).startswith("#!")


def check(root):
    for path in files(root):
        if path.startswith(NOT_OURS) or not is_source(root, path) or path == "meson_options.txt":
            continue
        head = read(root, path).split("\n", 2)[:2]
        if head == [""]:
            continue
        if LINE not in head[0] and not (head[0].startswith("#!") and len(head) > 1 and LINE in head[1]):
            yield f"{path}: the first line must say {LINE}"


CASES = [
    ("good", {"a.c": f"/* {LINE} */", "dev": f"#!/bin/sh\n# {LINE}\n", "b.txt": "no source", "__init__.py": ""}, None),
    ("C", {"a.c": "int x;"}, "a.c: the first line"),
    ("too low", {"a.py": f"import os\n# {LINE}\n"}, "a.py: the first line"),
    ("script without suffix", {"dev": "#!/bin/sh\ntrue\n"}, "dev: the first line"),
    ("another licence", {"a.c": "/* SPDX-License-Identifier: MIT */"}, "a.c: the first line"),
]

if __name__ == "__main__":
    run(check, CASES)
