# SPDX-License-Identifier: Apache-2.0
"""The reader's language: asked for by the browser, by a link, kept on the way; and one of the operator's from right to left."""
import pytest

from harness.browser import DESK, PHONE

from .visit import ADDRESS, measure, open_all, submit, values, visit

HEADINGS = {"en": "Set up your mail", "de": "Mail einrichten", "fr": None, "es": None, "ar": "إعداد بريدك"}
NAMES = ["English", "Deutsch", "Français", "Español", "العربية"]


@pytest.mark.parametrize("asked, language", [
    ("de", "de"), ("de-AT,de;q=0.9,en;q=0.1", "de"), ("fr-CA", "fr"), ("es;q=0.5,fr;q=0.4", "es"), ("en", "en"), ("ja", "en"), ("ja,es;q=0.1", "es"), ("ar-EG", "ar")])
def test_asked_for(browser, site, asked, language):
    """On every page of the way."""
    browser.speak(asked)
    visit(browser, site.url, "jane")
    assert browser.find("html").get_attribute("lang") == language
    submit(browser, ADDRESS)
    assert browser.find("html").get_attribute("lang") == language
    browser.open(site.url + "/profile/AQ")
    assert browser.find("html").get_attribute("lang") == language


def test_links(browser, site):
    """Each by its own name, the present one marked; what was chosen outlives the browser's wish."""
    browser.speak("fr")
    browser.open(site.url)
    assert sorted(item.text for item in browser.find_all("nav.languages li")) == sorted(NAMES)
    assert browser.find("nav.languages [aria-current]").text == "Français"
    seen = set()
    for name in NAMES:
        if browser.find("nav.languages [aria-current]").text == name:
            continue
        browser.leave(next(link for link in browser.find_all("nav.languages a") if link.text == name).click)
        language = browser.find("html").get_attribute("lang")
        assert browser.find("nav.languages [aria-current]").text == name and browser.driver.current_url.endswith(f"?lang={language}")
        seen.add(browser.find("h1").text)
    assert len(seen) >= 4
    submit(browser, ADDRESS)
    assert browser.find("html").get_attribute("lang") == language


@pytest.mark.parametrize("typed, status", [(ADDRESS, 200), ("jane@nothing.example", 404), ("jane", 400)])
def test_change_keeps_the_address(browser, site, typed, status):
    visit(browser, site.url, typed)
    before = values(browser)
    browser.leave(next(button for button in browser.find_all("nav.languages button") if button.text == "Deutsch").click)
    assert browser.find("html").get_attribute("lang") == "de" and browser.status() == status
    assert browser.driver.current_url == site.url + "/"
    if status == 200:
        assert ADDRESS in browser.find("main").text and len(values(browser)) == len(before)
    else:
        assert browser.find("#address").get_attribute("value") == typed


def test_change_of_a_person(browser, people):
    browser.open(people.link("anna@example.test"))
    browser.leave(next(link for link in browser.find_all("nav.languages a, nav.languages button") if link.text == "Español").click)
    assert browser.find("html").get_attribute("lang") == "es" and "Анна Müller 🌻" in browser.find("main").text


def test_mistake_in_ones_language(browser, site):
    browser.speak("de")
    visit(browser, site.url, "")
    assert "Please" not in browser.text() and browser.find(".fault").text


# ---- from right to left ----

@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_right_to_left(browser, site, size):
    """The layout is the mirror of that in English; what is typed into programs stays from left to right."""
    places = {}
    browser.resize(size)
    for language in ("en", "ar"):
        visit(browser, f"{site.url}/?lang={language}")
        open_all(browser)
        code = measure(browser, "box", "#android .qr")
        places[language] = [measure(browser, "box", selector) for selector in (".brand", "h1", "#iphone .button")] + [code]
        assert browser.run("return getComputedStyle(document.querySelector('dd > code')).direction") == "ltr"
    assert browser.find("html").get_attribute("dir") == "rtl"
    for english, arabic in zip(places["en"], places["ar"]):
        assert abs(english["left"] - (size[0] - arabic["right"])) < 1.5, (english, arabic)
    summary, start = measure(browser, "box", "#iphone summary h3"), measure(browser, "box", "#iphone summary")
    assert abs(start["right"] - summary["right"]) < 30 and summary["left"] > start["left"] + 30


def test_right_to_left_field(browser, site):
    """An address is written from left to right everywhere."""
    browser.open(f"{site.url}/?lang=ar")
    assert browser.find("h1").text == HEADINGS["ar"]
    assert browser.run("return getComputedStyle(document.querySelector('#address')).direction") == "ltr"
    submit(browser, "jane@nothing.example")
    assert browser.find("#address").get_attribute("value") == "jane@nothing.example"
    assert browser.driver.title.startswith("خطأ")
