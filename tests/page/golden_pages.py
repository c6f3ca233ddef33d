# SPDX-License-Identifier: Apache-2.0
"""The golden pages as a browser and a screen reader need them: elements closed, names given, nothing from elsewhere.  usage: golden_pages.py GOLDEN

That the parser of libxml2 takes them is checked where xmllint is installed.
"""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "input", "img", "br"}
HEADINGS = ("h1", "h2", "h3", "h4")
LOADING = {("link", "href"), ("script", "src"), ("img", "src")}
OUTSIDE = re.compile(r"^(https?:|//|data:|javascript:)")
NEW_TO_LIBXML2 = re.compile(r"Tag (main|header|footer|nav|section|aside|details|summary|bdi|svg|path) invalid")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.complaints, self.open, self.ids, self.elements, self.text = [], [], [], [], {}
        self.feed(text)
        self.close()
        self.complaints += [f"<{name}> is not closed" for name, _ in self.open]

    def handle_starttag(self, name, attributes):
        names = [key for key, _ in attributes]
        if len(set(names)) != len(names):
            self.complaints.append(f"<{name}> has an attribute twice")
        attributes = dict(attributes)
        self.elements.append((name, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if name not in VOID:
            self.open.append((name, len(self.elements) - 1))

    def handle_startendtag(self, name, attributes):
        if name != "path":
            self.complaints.append(f"<{name}/> closes itself")
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name):
        if not self.open or self.open[-1][0] != name:
            self.complaints.append(f"</{name}> at {self.getpos()} closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        for _, index in self.open:
            self.text[index] = self.text.get(index, "") + data

    def named(self, wanted):
        """(attributes, text) of the elements of a name."""
        return [(attributes, self.text.get(index, "").strip()) for index, (name, attributes) in enumerate(self.elements) if name == wanted]


def structure(page):
    names = [name for name, _ in page.elements]
    for name in ("h1", "main", "header", "footer", "title"):
        if names.count(name) != 1:
            yield f"{names.count(name)} times <{name}>"
    levels = [int(name[1]) for name in names if name in HEADINGS]
    for above, below in zip(levels, levels[1:]):
        if below > above + 1:
            yield f"a heading h{below} below h{above}"
    if len(set(page.ids)) != len(page.ids):
        yield "an id twice"
    html = page.named("html")[0][0]
    if not html.get("lang") or html.get("dir") not in ("ltr", "rtl"):
        yield "no language or direction"


def names_given(page):
    labels = {attributes.get("for") for attributes, _ in page.named("label")}
    for attributes, _ in page.named("input"):
        if attributes["type"] != "hidden" and attributes.get("id") not in labels:
            yield "a field without a label"
        for described in attributes.get("aria-describedby", "").split():
            if described not in page.ids:
                yield f"aria-describedby names {described}, which is not there"
    for element in ("a", "button", "summary", "li", "dt", "dd", *HEADINGS, "title"):
        yield from (f"an empty <{element}>" for _, text in page.named(element) if not text)
    for attributes, _ in page.named("svg"):
        if attributes.get("role") != "img" or not attributes.get("aria-label"):
            yield "a picture that is not read out"
    for attributes, _ in page.named("nav"):
        if not attributes.get("aria-label"):
            yield "a nav without a name"
    yield from ("a picture without alt" for attributes, _ in page.named("img") if "alt" not in attributes)


def sources(page):
    for name, attributes in page.elements:
        if (name, "style") in ((name, key) for key in attributes) or any(key.startswith("on") for key in attributes):
            yield f"<{name}> has a style or script of its own"
        for key, value in attributes.items():
            if (name, key) in LOADING and OUTSIDE.match(value):
                yield f"<{name}> loads {value}"
            if key in ("href", "action") and (re.search(r"address=|javascript:", value) or "@" in value and not value.startswith(("davx5:", "mailto:"))):
                yield f"{value}: no place for an address"
        if name == "form" and (attributes.get("method"), attributes.get("action")) != ("post", "/"):
            yield "a form that is sent elsewhere"
    yield from ("a style sheet or script in the page" for name in ("style", "script") for _, text in page.named(name) if text)


def xmllint(path):
    if not shutil.which("xmllint"):
        return
    result = subprocess.run(["xmllint", "--html", "--noout", path], capture_output=True, text=True, check=False)
    for line in result.stderr.splitlines():
        if "error" in line and not NEW_TO_LIBXML2.search(line):
            yield line


def main(folder):
    paths = sorted(Path(folder).glob("*.html"))
    wrong = 0 if paths else 1
    for path in paths:
        page = Page(path.read_text(encoding="utf-8"))
        for complaint in (*page.complaints, *structure(page), *names_given(page), *sources(page), *xmllint(path)):
            print(f"{path.name}: {complaint}")
            wrong += 1
    print(f"{len(paths)} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
