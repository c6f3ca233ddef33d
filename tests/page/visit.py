# SPDX-License-Identifier: Apache-2.0
"""The steps that many tests begin with."""
from pathlib import Path

from selenium.webdriver.common.keys import Keys

MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
ADDRESS = "jane@example.test"


def submit(browser, address):
    """Types an address into the form that is open, and presses Enter."""
    field = browser.find("#address")
    field.clear()
    field.send_keys(address)
    browser.leave(lambda: field.send_keys(Keys.ENTER))


def visit(browser, url, address=ADDRESS):
    browser.open(url)
    submit(browser, address)


def open_all(browser):
    """Every device at once, which the page itself does not do."""
    browser.run("for (const one of document.querySelectorAll('details')) { one.removeAttribute('name'); one.open = true; }")


def measure(browser, what, *arguments):
    """A function of measure.js."""
    return browser.run(f"{MEASURE}\nreturn {what}(...arguments);", *arguments)


def values(browser):
    """What stands in the services: {heading: {name: value}}."""
    return measure(browser, "values")
