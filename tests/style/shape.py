# SPDX-License-Identifier: Apache-2.0
"""The shape of the code: a function is a paragraph, a file can be read at one sitting, little is nested deeply.

Prints what it measured, so that a trend is seen before it becomes a complaint.
"""

import re
import statistics
from functools import partial

from tree import code, files, read, run, self_test

LINES_OF_FUNCTION = 60
LINES_OF_FILE = 400
LINES_OF_TEST = 600		# tables of cases are data
DEEP = 4			# brace depth: a function's own brace is 1, so three nested blocks
DEEP_SHARE = 0.07

# Functions longer than that, each with its reason: "file function": "why it reads better whole". A row nobody needs is refused.
LONG = {}

NAME = re.compile(r"(\w+)\s*\([^;{}]*\)\s*(?:__attribute__\s*\(\(.*\)\)\s*)?$", re.S)


def functions(text):
    """(name, body lines, depth of each non-blank body line) of C in which a function's braces stand alone in column one."""
    lines = code(text).split("\n")
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            head = NAME.search("\n".join(lines[max(0, start - 8):start]))
            body = lines[start + 1:number]
            yield head.group(1) if head else f"line {start + 1}", len(body), depths(body)
            start = None


def depths(body):
    depth, found = 1, []
    for line in body:
        closing = re.match(r"[\s}]*", line).group().count("}")
        if line.strip():
            found.append(depth - closing)
        depth += line.count("{") - line.count("}")
    return found


def overlong(path, text, long):
    for name, length, _ in functions(text):
        key = f"{path} {name}"
        if length > LINES_OF_FUNCTION and key not in long:
            yield f"{path}: {name} has {length} lines: shorten it, or give a reason in tests/style/shape.py"
        if length > LINES_OF_FUNCTION:
            long.pop(key, None)


def measure(texts):
    """Prints the figures of the program's own code; complains when it is nested too deeply."""
    found = [function for text in texts for function in functions(text)]
    if not found:
        return
    lengths = sorted(length for _, length, _ in found)
    nesting = [depth for _, _, depth_of_lines in found for depth in depth_of_lines]
    share = sum(depth >= DEEP for depth in nesting) / max(1, len(nesting))
    print(f"functions: {len(lengths)}, median {statistics.median(lengths):.0f} lines, 90th percentile "
          f"{lengths[int(len(lengths) * 0.9)]}, longest {lengths[-1]}; lines at brace depth {DEEP} or more: {share:.1%}")
    if share > DEEP_SHARE:
        yield f"{share:.1%} of the lines stand at brace depth {DEEP} or more, more than {DEEP_SHARE:.0%}"


def check_with(long, root):
    long = dict(long)
    ours = []
    for path in files(root, ".c", ".h", under=("include/", "autoconf/", "profiles/", "tests/", "fuzz/", "bench/")):
        text = read(root, path)
        is_ours = path.startswith(("include/", "autoconf/", "profiles/"))
        limit = LINES_OF_FILE if is_ours else LINES_OF_TEST
        if text.count("\n") > limit:
            yield f"{path}: {text.count(chr(10))} lines, more than {limit}"
        yield from overlong(path, text, long)
        ours += [text] if is_ours else []
    yield from (f"{key}: is not that long (any more): take its row out of tests/style/shape.py" for key in long)
    yield from measure(ours)


def function(n_lines, name="f"):
    return f"static int {name}(void)\n{{\n" + "\tx;\n" * n_lines + "}\n"


NESTED = "void f(void)\n{\n\tif (a) {\n\t\tif (b) {\n\t\t\tif (c) {\n" + "\t\t\t\tx;\n" * 5 + "\t\t\t}\n\t\t}\n\t}\n}\n"
CASES = [
    ("short", {"autoconf/a.c": function(60)}, None),
    ("long", {"autoconf/a.c": function(61)}, "a.c: f has 61 lines"),
    ("long test", {"tests/a.c": function(61)}, "a.c: f has 61 lines"),
    ("braces in strings and comments", {"autoconf/a.c": 'void f(void)\n{\n\tg("{{{{{{");	/* {{{{{ */\n\tx;\n}\n'}, None),
    ("long file", {"autoconf/a.c": function(39) * 10}, "more than 400"),
    ("nested", {"autoconf/a.c": NESTED}, "stand at brace depth"),
]
CASES_WITH_A_ROW = [
    ("long with a reason", {"autoconf/a.c": function(61)}, None),
    ("a row nobody needs", {"autoconf/a.c": function(3)}, "take its row out"),
]

if __name__ == "__main__":
    broken = list(self_test(partial(check_with, {"autoconf/a.c f": "reason"}), CASES_WITH_A_ROW))
    run(partial(check_with, LONG), CASES, broken)
