# SPDX-License-Identifier: Apache-2.0
"""The pictures of docs/page.md, taken anew with WRITE_PICTURES=1 ./dev test page; without it, only that they can be taken."""
import os
import shutil
import struct
import subprocess

import pytest

from harness.browser import DESK, PHONE
from harness.process import ROOT

from .visit import ADDRESS, visit

IMAGES = ROOT / "docs" / "images"
MOST = 150_000
DARK = {"prefers_color_scheme": "dark"}


def form(browser, site):
    browser.open(site.url)


def result(browser, site):
    visit(browser, site.url, ADDRESS)
    browser.find("#iphone summary").click()


def branded(browser, site):
    visit(browser, site.url, "jane@green.test")
    browser.find("#android summary").click()


def arabic(browser, site):
    visit(browser, f"{site.url}/?lang=ar", ADDRESS)


PICTURES = {
    "page-form": (form, PHONE, 700, {}),
    "page-phone": (result, PHONE, 2000, {}),
    "page-phone-dark": (result, PHONE, 2000, DARK),
    "page-desk": (branded, DESK, 2400, {}),
    "page-rtl": (arabic, (820, 1100), 1500, {}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(browser, site, tmp_path, name):
    state, size, height, features = PICTURES[name]
    browser.resize(size, 1)
    browser.look(**features)
    state(browser, site)
    browser.run("document.activeElement.blur()")
    path = tmp_path / f"{name}.png"
    browser.picture(path, height)
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--output", path, "64", path], check=True)
    width, _ = struct.unpack(">II", path.read_bytes()[16:24])
    assert width == size[0] and path.stat().st_size < MOST
    if os.environ.get("WRITE_PICTURES"):
        shutil.copyfile(path, IMAGES / path.name)
