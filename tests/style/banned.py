# SPDX-License-Identifier: Apache-2.0
"""What is never written here: unbounded and unsafe calls, the environment outside settings/, sleeping tests, promises to do it later."""

import re

from tree import code, files, read, run

EVERYWHERE = ("strcpy", "strcat", "sprintf", "vsprintf", "strtok", "atoi", "atol", "atoll", "atof", "gmtime", "localtime", "gets", "alloca")
ENVIRONMENT = ("getenv", "secure_getenv")
SLEEPS = ("sleep", "usleep", "nanosleep", "clock_nanosleep")
LATER = re.compile(r"\b(" + "|".join(a + b for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK"))) + r")\b")

# A loop that looks until it sees something must pause between two looks. There is one, and everything that waits goes through it.
POLL = "tests/harness/process.py"


def calls(text, names):
    return re.finditer(r"\b(" + "|".join(names) + r")\s*\(", text)


def located(path, text, matches, why):
    return [f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group(1)}: {why}" for match in matches]


def check_c(root, path):
    text = code(read(root, path))
    found = located(path, text, calls(text, EVERYWHERE), "banned")
    if path.startswith(("include/", "autoconf/", "profiles/")) and not path.startswith("autoconf/settings/"):
        found += located(path, text, calls(text, ENVIRONMENT), "only the settings code reads the environment")
    if path.startswith(("tests/", "fuzz/")):
        found += located(path, text, calls(text, SLEEPS), "a test waits for an event, not for a time")
    return found


def check(root):
    for path in files(root, ".c", ".h"):
        yield from check_c(root, path)
    for path in files(root, ".py", ".sh", under=("tests/",)):
        text = read(root, path)
        pause = r"time\.(sleep)\(" if path.endswith(".py") else r"^[^#\n]*\b(sleep) +[\d$]"
        pauses = list(re.finditer(pause, text, re.M))
        yield from located(path, text, pauses[1 if path == POLL else 0:], "a test waits for an event, not for a time")
    for path in files(root):
        text = read(root, path)
        yield from located(path, text, LATER.finditer(text), "do it, or open an issue")
    if "-Wvla" not in read(root, "meson.build"):
        yield "meson.build: -Wvla is gone: nothing refuses arrays of variable length"


GOOD = {"meson.build": "-Wvla"}
CASES = [
    ("words in comments and strings", {**GOOD, "autoconf/a.c": '/* strcpy( */ f("atoi(1)"); // sprintf(\nlocaltime_r(&t, &tm); my_strtok(x);'}, None),
    *((name, {**GOOD, "autoconf/a.c": f"\n{name} (x);"}, f"autoconf/a.c:2: {name}") for name in EVERYWHERE),
    ("environment", {**GOOD, "autoconf/server/a.c": 'getenv("X")'}, "only the settings code"),
    ("environment where it belongs", {**GOOD, "autoconf/settings/a.c": 'getenv("X")'}, None),
    ("C test sleeps", {**GOOD, "tests/a.c": "usleep(3);"}, "waits for an event"),
    ("Python test sleeps", {**GOOD, "tests/a.py": "time." + "sleep(3)"}, "waits for an event"),
    ("the one poll", {**GOOD, POLL: "time." + "sleep(0.01)"}, None),
    ("a second poll", {**GOOD, POLL: 2 * ("time." + "sleep(0.01)\n")}, f"{POLL}:2"),
    ("shell test sleeps", {**GOOD, "tests/a.sh": "true; sleep 3"}, "waits for an event"),
    ("later", {**GOOD, "README.md": "TO" + "DO: more"}, "do it"),
    ("arrays of variable length", {"meson.build": ""}, "-Wvla"),
]

if __name__ == "__main__":
    run(check, CASES)
