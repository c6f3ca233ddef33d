# SPDX-License-Identifier: Apache-2.0
"""The manual knows every subcommand and every option, and nothing that is not there.

Subcommands and options are read from the program's own usage: argv[2] is the program. That every setting is in the manual is a unit
test of the settings.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

MANUAL = "docs/carbone-autoconf.8"


def in_usage(text):
    """Options and subcommands that the program's help names: a line "  show  ADDRESS [--protocol P]  what it does" each."""
    built = re.sub(r".*\(not built yet\)", "", text)
    options = set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", built))
    commands = set(re.findall(r"^  ([a-z]+)\b", text, re.M))
    return options | {"help", "version"}, commands


def in_manual(text):
    options = set(re.findall(r"^\.It Fl -([a-z][a-z-]*)", text, re.M))
    commands = {name for line in re.findall(r"^\.It Cm ([a-z ,]+)", text, re.M) for name in line.replace(",", " ").split()}
    return options, commands


def compare(usage, manual):
    for what, said, written in zip(("option", "subcommand"), in_usage(usage), in_manual(manual)):
        yield from (f"{MANUAL}: nothing about the {what} {name}" for name in sorted(said - written))
        yield from (f"{MANUAL}: the program has no {what} {name}" for name in sorted(written - said))


def lint(path):
    if not shutil.which("mandoc"):
        return
    result = subprocess.run(["mandoc", "-Tlint", "-Wwarning", path], capture_output=True, text=True, check=False)
    if result.returncode:
        yield result.stdout + result.stderr


USAGE = "Usage: carbone-autoconf COMMAND\n\n  serve  [--config FILE]   run\n  show   ADDRESS [--json]  print\n"
GOOD = ".It Cm serve\n.It Cm show Ar address\n.It Fl -config Ar file\n.It Fl -help\n.It Fl -json\n.It Fl -version\n"
SELF_TESTS = [
    (USAGE, GOOD, None),
    (USAGE, GOOD.replace(".It Fl -json\n", ""), "nothing about the option json"),
    (USAGE, GOOD.replace(".It Cm serve\n", ""), "nothing about the subcommand serve"),
    (USAGE, GOOD + ".It Fl -yaml\n", "no option yaml"),
    (USAGE, GOOD + ".It Cm gone , away\n", "no subcommand away"),
]


def self_test():
    for usage, manual, words in SELF_TESTS:
        found = " ".join(compare(usage, manual))
        if (words is None and found) or (words and words not in found):
            yield f"self-test: {words!r} expected, {found!r} found"


def main(root, program):
    usage = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    complaints = list(self_test())
    complaints = complaints or [*compare(usage.stdout, Path(root, MANUAL).read_text()),
                                *(line for path in sorted(Path(root, "docs").glob("*.[58]")) for line in lint(path))]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
