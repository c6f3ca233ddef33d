# SPDX-License-Identifier: Apache-2.0
"""docs/clients.md names the clients that the tests run or replay, and no others: the first table is that of tests/clients/seen.tsv, whose
clients and protocols are the marks of tests/clients/; the second has the clients of tests/service/recorded.py."""

import re
import sys
from pathlib import Path

from tree import files, read, run

sys.path.insert(0, str(Path(__file__).parents[1] / "clients"))
from seen import between, load, render  # noqa: E402

DOCUMENT, SEEN, RECORDED = "docs/clients.md", "tests/clients/seen.tsv", "tests/service/recorded.py"
MARK = re.compile(r'pytest\.mark\.client\("([^"]+)", (?:"([^"]+)"|([A-Z]+))\)')


def marked(root):
    """(client, protocol) of every mark; a protocol may be a constant of its file."""
    for path in files(root, ".py", under=("tests/clients/test_",)):
        text = read(root, path)
        constants = dict(re.findall(r'^([A-Z]+) = "([^"]+)"$', text, re.M))
        for client, protocol, constant in MARK.findall(text):
            yield client, protocol or constants.get(constant, constant)


def compare(what, said, tested):
    yield from (f"{DOCUMENT}: no test {what} {name}" for name in sorted(said - tested))
    yield from (f"{DOCUMENT}: nothing about {name}, which a test {what}" for name in sorted(tested - said))


def check(root):
    text, seen = read(root, DOCUMENT), load(Path(root, SEEN))
    if between(text) != render(seen):
        yield f"{DOCUMENT}: its first table is not that of {SEEN}"
    yield from compare("runs", {f"{client}: {protocol}" for client, _, protocol in seen}, {": ".join(pair) for pair in marked(root)})

    replayed = text.partition("\n## Replayed\n")[2].partition("\n## ")[0]
    said = set(re.findall(r"^\| ([^|]+?) \|", replayed, re.M)) - {"client"}
    yield from compare("replays", said, set(re.findall(r'^    \("([^",]+)[^"]*", "https?",', read(root, RECORDED), re.M)))


ROW = {("A", "1", "x"): ("here", "host")}
GOOD = {
    DOCUMENT: f"<!-- seen: from tests/clients/seen.tsv -->\n{render(ROW)}<!-- seen until here -->\n\n## Replayed\n\n| client | s |\n|---|---|\n| B | s |\n\n## Read\n",
    SEEN: "A\t1\tx\there\thost\n",
    RECORDED: '    ("B, first", "https", "GET"),\n',
    "tests/clients/test_a.py": 'P = "x"\n@pytest.mark.client("A", P)\n',
}
CASES = [
    ("good", GOOD, None),
    ("another table", {**GOOD, SEEN: "A\t1\tx\tthere\thost\n"}, "is not that of"),
    ("no marks", {**GOOD, DOCUMENT: "## Replayed\n| B | s |\n"}, "is not that of"),
    ("no test", {**GOOD, "tests/clients/test_a.py": ""}, "no test runs A: x"),
    ("not seen", {**GOOD, "tests/clients/test_a.py": GOOD["tests/clients/test_a.py"] + '@pytest.mark.client("A", "y")\n'}, "nothing about A: y"),
    ("not replayed", {**GOOD, RECORDED: ""}, "no test replays B"),
    ("replayed in silence", {**GOOD, RECORDED: GOOD[RECORDED] + '    ("C", "http", "GET"),\n'}, "nothing about C, which a test replays"),
]

if __name__ == "__main__":
    run(check, CASES)
