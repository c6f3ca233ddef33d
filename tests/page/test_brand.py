# SPDX-License-Identifier: Apache-2.0
"""The operator's name, picture and colour, for each domain; and the page on paper."""
import pytest

from .visit import measure, open_all, visit

FILLS = {"green.test": "rgb(11, 110, 79)", "pale.test": "rgb(255, 233, 168)", "dark.test": "rgb(16, 24, 64)"}


@pytest.mark.parametrize("domain, name", [("green.test", "Green Mail"), ("pale.test", "Pale Mail"), ("dark.test", "Dark Mail"), ("other.test", "Other Mail"),
                                          ("example.test", "Example Mail")])
def test_name(browser, site, domain, name):
    """At a host of the domain before anybody has typed; anywhere behind an address of it."""
    browser.open(site.at(domain))
    assert browser.find(".brand").text == name and name in browser.driver.title
    visit(browser, site.url, f"jane@{domain}")
    assert browser.find(".brand").text == name and name in browser.driver.title


def test_logo(browser, site):
    visit(browser, site.url, "jane@green.test")
    assert browser.run("const {complete, naturalWidth} = document.querySelector('.brand img'); return complete && naturalWidth > 0")
    assert measure(browser, "box", ".brand img")["height"] <= 48
    assert browser.find(".brand img").get_attribute("alt") == "", "its name stands beside it"
    visit(browser, site.url)
    assert not browser.find_all(".brand img")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("domain", FILLS)
def test_color(browser, site, domain, scheme):
    """The button has the operator's own; its text, links and lines can be read all the same."""
    browser.look(prefers_color_scheme=scheme)
    browser.open(site.at(domain))
    assert browser.run("return getComputedStyle(document.querySelector('main .button')).backgroundColor") == FILLS[domain]
    assert measure(browser, "pale") == []
    assert measure(browser, "edge", "main .button") >= 3
    visit(browser, site.url, f"jane@{domain}")
    open_all(browser)
    assert measure(browser, "pale") == []


# ---- on paper ----

def test_paper(browser, site):
    """All steps and values; no buttons, no languages, black on white whatever the screen had."""
    browser.look(prefers_color_scheme="dark")
    visit(browser, site.url)
    browser.look("print", prefers_color_scheme="dark")
    assert [text for text in ("nav.languages", ".copy", "aside", "details .button") if measure(browser, "areShown", text)] == []
    assert not [device.get_attribute("id") for device in browser.find_all("details") if device.find_element("css selector", "ol").size["height"] < 60]
    assert measure(browser, "areShown", ".services") and measure(browser, "areShown", "#android .qr")
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert measure(browser, "pale") == []


def test_links_on_paper(browser, site):
    """Where a button leads is written out."""
    visit(browser, site.url, "jane@pale.test")
    browser.look("print")
    assert "https://webmail.example.test/" in browser.run("return getComputedStyle(document.querySelector('.services .button'), '::after').content")
