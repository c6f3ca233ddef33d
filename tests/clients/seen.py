# SPDX-License-Identifier: Apache-2.0
"""What clients were seen to accept: kept in seen.tsv, shown as a table in docs/clients.md.

A run of the suite with WRITE_SEEN=1 writes both anew, for the clients and versions that ran; a version that did not run keeps its rows.
"""
import csv
from pathlib import Path

FILE = Path(__file__).with_name("seen.tsv")
DOCUMENT = Path(__file__).parents[2] / "docs" / "clients.md"
START, END = "<!-- seen: from tests/clients/seen.tsv -->\n", "<!-- seen until here -->\n"
COLUMNS = ("client", "version", "protocol", "found by, or how", "fields accepted")


def load(path=FILE):
    """{(client, version, protocol): (ways, fields)}, the last two as words."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def render(rows):
    lines = [COLUMNS, ("---",) * len(COLUMNS), *((*key, *value) for key, value in sorted(rows.items()))]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines).replace("| --- |", "|---|").replace(" --- |", "---|")


def between(text):
    """The table in a document; None without its marks."""
    _, start, rest = text.partition(START)
    table, end, _ = rest.partition(END)
    return table if start and end else None


class Seen:
    def __init__(self):
        self.rows = {}

    def add(self, client, protocol, version, way, fields):
        ways, accepted = self.rows.setdefault((client, version, protocol), ([], []))
        ways += [way] if way not in ways else []
        accepted += [field for field in fields if field not in accepted]

    def write(self):
        """Rows of this run replace what stood there for the same client and version."""
        found = {key: ("; ".join(ways), ", ".join(fields)) for key, (ways, fields) in self.rows.items()}
        ran = {key[:2] for key in found}
        rows = {key: value for key, value in load().items() if key[:2] not in ran} | found
        with open(FILE, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows((*key, *value) for key, value in sorted(rows.items()))
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(text.replace(START + between(text) + END, START + render(rows) + END), encoding="utf-8")
