# SPDX-License-Identifier: Apache-2.0
"""Turns the files of texts into C: the keys as an enum, and a table a language.  usage: catalogue.py HEADER SOURCE FILE…

The first file's keys and placeholders are those of all: a language that has others is refused, with its line.
"""

import re
import sys
from pathlib import Path

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def read(path):
    """{key: (line, text)}"""
    texts = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, sign, text = (part.strip() for part in line.partition("="))
        if not sign or not text or key in texts or text.count("*") % 2 or not re.fullmatch(r"[a-z0-9_.]+", key):
            sys.exit(f"{path}:{number}: no \"key = text\", or a key that is there already, or a single *")
        texts[key] = number, text
    return texts


def compare(path, texts, first):
    for key, (number, text) in texts.items():
        if key not in first:
            sys.exit(f"{path}:{number}: {key} is no key of the first file")
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(first[key][1])):
            sys.exit(f"{path}:{number}: {key} has other placeholders than the first file")
    missing = first.keys() - texts.keys()
    if missing:
        sys.exit(f"{path}: {', '.join(sorted(missing))}: missing")


def name(key):
    return "SENTENCE_" + key.upper().replace(".", "_")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def header(keys):
    rows = "".join(f"\t{name(key)},\n" for key in keys)
    return f"/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by catalogue.py. */\n#pragma once\n\nenum sentence {{\n{rows}\t_SENTENCE_MAX,\n}};\n"


def source(languages):
    keys = languages[0][1]
    yield '/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by catalogue.py. */\n#include "catalogue/catalogue.h"\n\n'
    yield "const char *const catalogue_keys[_SENTENCE_MAX] = {\n"
    yield from (f'\t[{name(key)}] = "{key}",\n' for key in keys)
    yield "};\n\nstatic const struct catalogue_language languages[] = {\n"
    for tag, texts in languages:
        yield f'\t{{"{tag}", {{\n'
        yield from (f"\t\t[{name(key)}] = {quoted(text)},\n" for key, (_, text) in texts.items())
        yield "\t}},\n"
    yield f"}};\n\nconst struct catalogue catalogue_builtin = {{languages, {len(languages)}}};\n"


def main(header_path, source_path, *paths):
    languages = [(Path(path).stem, read(Path(path))) for path in paths]
    for path, (_, texts) in zip(paths, languages):
        compare(path, texts, languages[0][1])
    Path(header_path).write_text(header(languages[0][1]), encoding="utf-8")
    Path(source_path).write_text("".join(source(languages)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
