# SPDX-License-Identifier: Apache-2.0
"""Words that point at files point at files that exist: links of Markdown, paths between backticks, documents that sources name."""

import re
from pathlib import Path

from tree import ROOMS, files, read, run

FOLDERS = ("include", "autoconf", "profiles", "tests", "fuzz", "docs", "deploy", "bench")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:" + "|".join((*FOLDERS, *ROOMS)) + r")/[\w./-]*)`")
DOCUMENT = re.compile(r"(?<![\w./-])((?:docs/|\.\./)*[a-z][a-z0-9-]*\.md)\b")
EXAMPLES = {"autoconf/x/y.c", "tests/x/test_y.c"}


def exists(root, path, *folders):
    return any(Path(root, folder, path).exists() for folder in folders)


def check_markdown(path, text, root):
    for link in LINK.findall(text):
        if "://" not in link and not link.startswith("mailto:") and not exists(root, link, Path(path).parent):
            yield f"{path}: the link {link} leads nowhere"
    for name in PATH.findall(text):
        if name not in EXAMPLES and not exists(root, name, ".", "autoconf"):
            yield f"{path}: there is no {name}"


def check(root):
    for path in files(root, ".md"):
        yield from check_markdown(path, read(root, path), root)
    for path in files(root, ".c", ".h", ".py", ".sql", ".sh", "meson.build", under=("include/", "autoconf/", "profiles/", "fuzz/", "tests/")):
        if path.startswith("tests/style/"):
            continue
        for name in DOCUMENT.findall(read(root, path)):
            if not exists(root, name, ".", "docs", Path(path).parent):
                yield f"{path}: names the document {name}, which is not here"


CASES = [
    ("good", {"docs/a.md": "", "include/a.h": "/* docs/a.md */", "autoconf/text/x.h": "",
              "README.md": "[a](docs/a.md) [b](docs/a.md#part) [c](https://example.org/x.md) `include/a.h` `text/x.h` `docs/` `autoconf/x/y.c`"}, None),
    ("link", {"README.md": "[a](docs/a.md)"}, "the link docs/a.md"),
    ("path", {"README.md": "see `autoconf/server/gone.c`"}, "there is no autoconf/server/gone.c"),
    ("path in a room", {"README.md": "see `server/gone.c`"}, "there is no server/gone.c"),
    ("document", {"include/a.h": "/* gone.md 2.2 */"}, "names the document gone.md"),
]

if __name__ == "__main__":
    run(check, CASES)
