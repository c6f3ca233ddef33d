# SPDX-License-Identifier: Apache-2.0
"""Turns schemas/*.sql into one C file: a const struct schema for each, and the list of all.  usage: schemas.py OUTPUT SQL…

A line "--- section: dialect dialect" opens a section for these dialects, "--- section/2: …" its shape for tables of older releases,
"--- section/1,2: …" both, "--- step N: …" the Nth upgrade; text of a section that is opened again is added to it.  Which sections and
dialects there are is written in schema.h, which is read for them.
"""

import re
import sys
from pathlib import Path

HEADER = re.compile(r"^--- ([a-z]+)(?:/(\d(?:,\d)*))?(?: (\d+))?: ([a-z ]+)$")


def names(header, prefix):
    """The values of an enum of schema.h in lower case, without their prefix."""
    return [name.lower() for name in re.findall(rf"^\t{prefix}_([A-Z]+),", header, re.M)]


def read(path, sections, dialects):
    """{(dialect, (section, shape) or step number): text}"""
    texts, opened = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head = HEADER.match(line)
        if line.startswith("---") and not head:
            sys.exit(f"{path}:{number}: not a section's header")
        if not head:
            for key in opened:
                texts[key] = texts.get(key, "") + without_comment(line)
            continue
        section, spoken_shapes, step, spoken = head.groups()
        unknown = set(spoken.split()) - set(dialects) or {section} - {*sections, "step"}
        if unknown or (section == "step") != bool(step):
            sys.exit(f"{path}:{number}: {', '.join(unknown) or section}?")
        shapes = [int(shape) - 1 for shape in (spoken_shapes or "1").split(",")]
        opened = [(dialect, int(step) if step else (section, shape)) for dialect in spoken.split() for shape in shapes]
        for dialect in spoken.split():
            if shapes[0] and (dialect, (section, shapes[0] - 1)) not in texts:
                sys.exit(f"{path}:{number}: {dialect} has no {section}/{shapes[0]} before this")
    return {key: text.strip() for key, text in texts.items()}


def without_comment(line):
    """A line without its comment and indentation; our own files hold no " -- " within a string, but "xn--" they do."""
    line = re.sub(r"(^|\s)--(\s.*)?$", "", line).strip()
    return line + "\n" if line else ""


def steps_of(path, texts, dialects):
    """{dialect: [step 1, step 2, …]}, refused when one is missing or the dialects do not agree."""
    found = {dialect: {key: text for (spoken, key), text in texts.items() if spoken == dialect and isinstance(key, int)} for dialect in dialects}
    count = max(map(len, found.values()))
    for dialect, steps in found.items():
        if steps and sorted(steps) != list(range(1, count + 1)):
            sys.exit(f"{path}: {dialect} has the steps {sorted(steps)}, not 1 to {count}")
    return {dialect: [steps[number] for number in sorted(steps)] for dialect, steps in found.items()}


def quoted(text):
    lines = [line.replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n")]
    return "\n\t\t".join(f'"{line}\\n"' for line in lines)


def emit(path, texts, dialects):
    name = path.stem
    steps = steps_of(path, texts, dialects)
    for dialect in (dialect for dialect in dialects if steps[dialect]):
        yield f"static const char *const steps_{name}_{dialect}[] = {{\n"
        yield from (f"\t{quoted(text)},\n" for text in steps[dialect])
        yield "};\n"
    yield f"static const struct schema schema_{name} = {{\n\t.name = \"{name}\",\n\t.n_steps = {max(map(len, steps.values()))},\n"
    for dialect in (dialect for dialect in dialects if steps[dialect]):
        yield f"\t.steps[DIALECT_{dialect.upper()}] = steps_{name}_{dialect},\n"
    for (dialect, key), text in texts.items():
        if not isinstance(key, int):
            section, shape = key
            yield f"\t.sql[DIALECT_{dialect.upper()}][SECTION_{section.upper()}][{shape}] =\n\t\t{quoted(text)},\n"
    yield "};\n\n"


def main(output, header, *paths):
    header = Path(header).read_text(encoding="utf-8")
    sections, dialects = names(header, "SECTION"), names(header, "DIALECT")
    paths = sorted(Path(path) for path in paths)
    with open(output, "w", encoding="utf-8") as out:
        out.write("/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by schemas.py of schemas/. */\n")
        out.write('#include "directory/schema.h"\n\n#include <stddef.h>\n\n#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        for path in paths:
            out.writelines(emit(path, read(path, sections, dialects), dialects))
        rows = "".join(f"\t&schema_{path.stem},\n" for path in paths)
        out.write(f"const struct schema *const schemas[] = {{\n{rows}\tNULL,\n}};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
