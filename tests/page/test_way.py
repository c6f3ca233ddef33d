# SPDX-License-Identifier: Apache-2.0
"""The way of somebody who knows an address and nothing else: with a mouse, with keys alone, without scripts; and back from a mistake."""
import pytest
from selenium.webdriver.common.keys import Keys

from .visit import ADDRESS, measure, submit, values, visit

RECEIVING, SENDING = "Receiving mail (IMAP)", "Sending mail (SMTP)"
RING, RING_CONTRAST = 2, 3  # pixels (WCAG 2.4.13), ratio (1.4.11)


def test_address_to_settings(browser, site):
    browser.open(site.url)
    assert (browser.status(), browser.find("h1").text) == (200, "Set up your mail")
    submit(browser, ADDRESS)
    assert (browser.status(), browser.find("h1").text) == (200, "Your settings")
    found = values(browser)
    assert found[RECEIVING] == {"Server": "imap.example.test", "Port": "993", "Encryption": "SSL/TLS", "User name": ADDRESS, "Sign-in": "Password"}
    assert found[SENDING] == {"Server": "smtp.example.test", "Port": "465", "Encryption": "SSL/TLS", "User name": ADDRESS, "Sign-in": "Password"}
    assert found["Calendar (CalDAV)"]["User name"] == ADDRESS and "Contacts (CardDAV)" in found
    assert browser.driver.current_url == site.url + "/"


def test_button(browser, site):
    browser.open(site.url)
    browser.find("#address").send_keys("jane@starttls.test")
    browser.leave(browser.find("main button").click)
    assert values(browser)[RECEIVING]["Encryption"] == "STARTTLS"


def test_another_address(browser, site):
    visit(browser, site.url)
    browser.leave(browser.find("a[href='/']:not(.brand)").click)
    assert browser.find("#address").get_attribute("value") == ""


def test_back_and_reload(browser, site):
    """The form comes back with what was typed; a page that was posted can be asked for again."""
    visit(browser, site.url)
    browser.leave(browser.driver.back)
    assert browser.find("h1").text == "Set up your mail"
    submit(browser, "jane@starttls.test")
    assert "mail.starttls.test" in browser.text()


# ---- mistakes ----

MISTAKES = [
    ("", 400, "Type your mail address."),
    ("   ", 400, "Type your mail address."),
    ("jane", 400, "This is not a whole mail address. It looks like name@example.org."),
    ("jane@", 400, "This is not a whole mail address. It looks like name@example.org."),
    ("<b>@example.test", 400, "This is not a whole mail address. It looks like name@example.org."),
    ("jane@unknown.example", 404, "Addresses of unknown.example are not looked after here. Is there a typing mistake?"),
]


@pytest.mark.parametrize("typed, status, words", MISTAKES)
def test_mistake(browser, site, typed, status, words):
    """What was typed stays; the summary has the focus, is read out, and leads to the field, which is marked and tells what is wrong."""
    visit(browser, site.url, typed)
    field, summary = browser.find("#address"), browser.find(".fault")
    assert browser.status() == status
    assert browser.driver.title.startswith("Error: ")
    assert field.get_attribute("value").strip() == typed.strip()
    assert browser.focused() == summary and summary.get_attribute("role") == "alert" and words in summary.text
    assert field.get_attribute("aria-invalid") == "true"
    described = [browser.find(f"#{name}").text for name in field.get_attribute("aria-describedby").split()]
    assert described[0] == words
    summary.find_element("css selector", "a").send_keys(Keys.ENTER)
    browser.wait_for(lambda: browser.focused() == field, "focus in the field")


def test_mistake_mended(browser, site):
    visit(browser, site.url, "jane@exmaple.test")
    field = browser.find("#address")
    assert field.get_attribute("value") == "jane@exmaple.test"
    submit(browser, ADDRESS)
    assert browser.find("h1").text == "Your settings" and not browser.find_all("[aria-invalid], .fault")


def test_too_long(browser, site):
    """The field takes no more than an address can have; what is posted without it is told so."""
    browser.open(site.url)
    browser.run("document.querySelector('#address').removeAttribute('maxlength')")
    submit(browser, "x" * 250 + "@example.test")
    assert browser.status() == 400 and "This address is too long." in browser.text()


# ---- keys alone ----

def tabs(browser):
    """What the Tab key leads to, in its order, until it leaves the page: text, and the ring around it."""
    seen = []
    while True:
        browser.press(Keys.TAB)
        tag, text, width, contrast = measure(browser, "ring")
        if tag == "BODY" or (browser.focused() in [element for element, *_ in seen]):
            return seen
        seen.append((browser.focused(), text, width, contrast))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keys_alone(browser, site, scheme):
    browser.look(prefers_color_scheme=scheme)
    browser.open(site.url)
    order = tabs(browser)
    languages = [element.text for element in browser.find_all("nav.languages a")]
    assert [text for _, text, *_ in order] == ["Example Mail", *languages, "", "Show my settings", "How to start", "Help desk"]
    submit(browser, ADDRESS)
    order += tabs(browser)
    texts = [text for _, text, *_ in order]
    assert texts.index("iPhone and iPad") < texts.index("Android") < texts.index("Other apps") < texts.index("Copy")
    assert [(text, width, contrast) for _, text, width, contrast in order if width < RING or contrast < RING_CONTRAST] == []


def test_device_by_keys(browser, site):
    visit(browser, site.url)
    summary = browser.find("#iphone summary")
    assert not measure(browser, "isShown", "#iphone .button")
    summary.send_keys(Keys.ENTER)
    assert measure(browser, "isShown", "#iphone .button")
    browser.press(Keys.TAB)
    assert browser.focused().text == "Download profile"
    browser.find("#mac summary").send_keys(Keys.SPACE)
    assert measure(browser, "isShown", "#mac .button") and not measure(browser, "isShown", "#iphone .button")


# ---- without scripts ----

def test_without_scripts(plain, site):
    """All of it but the buttons that copy."""
    plain.reset()
    visit(plain, site.url, "jane@nothing.example")
    assert plain.focused() == plain.find(".fault")
    submit(plain, ADDRESS)
    assert "imap.example.test" in plain.text() and not plain.find_all(".copy, .said")
    for device in plain.find_all("details"):
        device.find_element("css selector", "summary").click()
        assert device.get_attribute("open") and device.find_element("css selector", "ol").size["height"] > 60


# ---- copying ----

@pytest.mark.parametrize("kept", [False, True], ids=["the clipboard", "the older way"])
def test_copying(browser, site, kept):
    """Exactly the value; said to everybody; where a page may not have the clipboard, too."""
    browser.permit("clipboardReadWrite", site.url)
    visit(browser, site.url)
    if kept:
        browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined}), document.addEventListener('copy', () => window.copied = String(getSelection()))")
    rows = [(row.find_element("css selector", "code").text, row.find_element("css selector", ".copy")) for row in browser.find_all(".services dl > div")
            if row.find_elements("css selector", ".copy")]
    assert len(rows) == len(browser.find_all("dd > code")) >= 12
    for value, button in rows[:5] + rows[-3:]:
        assert button.text == "Copy" and button.get_attribute("aria-label").startswith("Copy: ")
        button.click()
        browser.wait_for(lambda: browser.find(".said").get_attribute("textContent") == "Copied", "word of it")
        assert browser.run("return window.copied" if kept else "return navigator.clipboard.readText()") == value
        assert button.text == "Copied"
        browser.run("document.querySelector('.said').textContent = ''")
    browser.wait_for(lambda: button.text == "Copy", "button as it was")
