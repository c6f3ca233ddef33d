# SPDX-License-Identifier: Apache-2.0
"""Every page for everybody: judged by axe-core, and measured as it is drawn, at every width, in every scheme, in both directions."""
import pytest
from selenium.webdriver.common.keys import Keys

from harness.browser import DESK, NARROW, PHONE

from .visit import ADDRESS, measure, open_all, submit, visit


def form(browser, site, people, language):
    browser.open(f"{site.url}/?lang={language}")


def mistake(browser, site, people, language):
    visit(browser, f"{site.url}/?lang={language}", "jane@nothing.example")


def result(browser, site, people, language):
    visit(browser, f"{site.url}/?lang={language}")
    open_all(browser)


def personal(browser, site, people, language):
    browser.open(people.link("anna@example.test") + f"?lang={language}")
    open_all(browser)


def error(browser, site, people, language):
    browser.open(f"{site.url}/profile/AQ?lang={language}")


STATES = [form, mistake, result, personal, error]

LIGHT, DARK, FORCED = {}, {"prefers_color_scheme": "dark"}, {"prefers_color_scheme": "dark", "forced_colors": "active"}
LOOKS = {
    "light 320": (NARROW, LIGHT, "en"), "light 390": (PHONE, LIGHT, "en"), "light 1280": (DESK, LIGHT, "en"),
    "dark 390": (PHONE, DARK, "en"), "dark 1280": (DESK, DARK, "en"), "forced colours": (DESK, FORCED, "en"),
    "German 320": (NARROW, LIGHT, "de"), "Arabic 320": (NARROW, DARK, "ar"), "Arabic 1280": (DESK, LIGHT, "ar"),
}
# Rules of WCAG 2.2 A and AA, and what their makers call good practice.
JUDGE = """const done = arguments[0];
axe.run(document, {resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
	.then((found) => done(found.violations.map((rule) => [rule.impact, rule.id, ...rule.nodes.map((node) => node.html.slice(0, 90))])), (error) => done([["serious", String(error)]]));"""


@pytest.fixture(params=["en", "de", "ar"])
def language(request):
    return request.param


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def looks(request, browser, language, site, people):
    """One page, in one look after the other."""
    def look():
        request.param(browser, site, people, language)
        for name, (size, features, spoken) in LOOKS.items():
            if spoken == language:
                browser.resize(size)
                browser.look(**features)
                yield name, browser

    return look()


def test_axe(looks, axe):
    """Nothing serious or critical, and nothing moderate either."""
    for name, page in looks:
        page.run(axe)
        assert [found for found in page.run_later(JUDGE) if found[0] != "minor"] == [], name


def check_build(page, language):
    """One first heading, no level left out, landmarks, language and direction, each id once."""
    levels = measure(page, "levels")
    assert levels.count(1) == 1 and levels[0] == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels
    assert [len(page.find_all(f"body > {name}")) for name in ("header", "main", "footer")] == [1, 1, 1]
    assert page.run("const ids = [...document.querySelectorAll('[id]')].map((element) => element.id); return ids.length - new Set(ids).size") == 0
    html = page.find("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert page.driver.title and measure(page, "nameless") == []


def test_drawn(looks, language):
    """Contrasts, sizes of targets, nothing that sticks out or is cut off."""
    for name, page in looks:
        check_build(page, language)
        if "forced" not in name:
            assert measure(page, "pale") == [], name
        for what, nothing in (("small", []), ("wide", [0, []]), ("cut", [])):
            assert measure(page, what) == nothing, (name, what)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges(browser, site, scheme):
    """The field and the buttons are seen where they end (1.4.11)."""
    browser.look(prefers_color_scheme=scheme)
    visit(browser, site.url, "jane")
    assert measure(browser, "edge", "#address") >= 3 and measure(browser, "edge", ".fault") >= 3
    submit(browser, ADDRESS)
    assert measure(browser, "edge", ".copy") >= 3
    open_all(browser)
    assert measure(browser, "edge", "#iphone .second") >= 3


def test_zoomed(browser, site, people):
    """400 % of a desk is 320 pixels; text alone at 200 % loses nothing either (1.4.4, 1.4.10)."""
    for size, text in ((DESK, "200%"), (PHONE, "200%")):
        browser.resize(size)
        for state in (form, result, personal):
            state(browser, site, people, "en")
            browser.run("const sheet = new CSSStyleSheet(); sheet.replaceSync(`html { font-size: ${arguments[0]} !important }`);"
                        "document.adoptedStyleSheets = [sheet]", text)
            assert measure(browser, "wide") == [0, []] and measure(browser, "cut") == [], (size, state)


def test_spaced(browser, site, people):
    """Letters, words and lines further apart, as some readers have them (1.4.12)."""
    browser.resize(NARROW)
    result(browser, site, people, "en")
    browser.run("const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }');"
                "document.adoptedStyleSheets = [sheet]")
    assert measure(browser, "wide") == [0, []] and measure(browser, "cut") == []


def test_motion(browser, site):
    """Nothing moves by itself, also for those who would not mind."""
    browser.look(prefers_reduced_motion="no-preference")
    visit(browser, site.url, "jane")
    assert measure(browser, "moving") == []
    submit(browser, ADDRESS)
    assert measure(browser, "moving") == []


def test_forced_colors_have_lines(browser, site):
    """Where all grounds are one colour, what is a button is told by its line, and what has the focus by its ring."""
    browser.look(**FORCED)
    browser.open(site.url)
    assert browser.run("return getComputedStyle(document.querySelector('main .button')).borderTopStyle") == "solid"
    browser.press(Keys.TAB)
    assert measure(browser, "ring")[2] >= 2
