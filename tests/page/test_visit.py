# SPDX-License-Identifier: Apache-2.0
"""What a visit leaves and reveals: nothing from elsewhere, nothing kept, no address in a URL, no word of who has a mailbox."""
import re
import urllib.parse
from urllib.parse import urlsplit

import pytest

from harness.directory import PEOPLE

from .visit import ADDRESS, open_all, submit, visit

BUDGET = 60_000
TOKEN = re.compile(r"/profile/[\w-]+")
CODE = re.compile(r"<svg.*?</svg>", re.DOTALL)


def whole_visit(browser, site):
    """Form, mistake, settings, another language, an error page."""
    visit(browser, site.url, "jane")
    submit(browser, "jane@green.test")
    open_all(browser)
    browser.find(".copy").click()
    browser.leave(browser.find("nav.languages button").click)
    browser.open(site.url + "/nothing-here")
    browser.open(site.url + "/profile/AQ")


def test_content_security_policy(browser, site):
    """No complaint but those of the errors that were asked for, and nobody else was asked for anything."""
    whole_visit(browser, site)
    complaints = [line for line in browser.complaints() if "status of 40" not in line]
    assert complaints == []
    assert {urlsplit(request["url"]).netloc for request in browser.requests()} == {urlsplit(site.url).netloc}


def test_policy_holds(browser, site):
    """It is one that browsers enforce: neither a script nor a style in the page's text would be followed."""
    browser.open(site.url)
    browser.run("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
                "document.body.setAttribute('style', 'margin-left: 99px')")
    assert browser.run("return window.ran ?? null") is None
    assert browser.run("return getComputedStyle(document.body).marginLeft") == "0px"
    assert len([line for line in browser.complaints() if "Content Security Policy" in line]) == 2


@pytest.mark.parametrize("address", [ADDRESS, "jane@green.test"])
def test_small(browser, site, address):
    """Form, settings and all they are drawn with."""
    visit(browser, site.at(address.split("@")[1]), address)
    sizes = [event["encodedDataLength"] for event in browser.heard("Network.loadingFinished")]
    assert len(sizes) >= 5 and sum(sizes) < BUDGET, sizes


def test_no_address_in_a_url(browser, site):
    visit(browser, site.url)
    open_all(browser)
    browser.leave(browser.find("nav.languages button").click)
    browser.open(TOKEN.search(browser.driver.page_source).group(0).join([site.url, ""]))
    asked = [(request["method"], urllib.parse.unquote(request["url"] + request["headers"].get("Referer", ""))) for request in browser.requests()]
    assert [method for method, _ in asked].count("POST") == 2
    assert [line for line in asked if "jane" in line[1] or "@" in line[1]] == []


def test_nothing_is_kept(browser, site):
    whole_visit(browser, site)
    assert browser.do("Network.getAllCookies")["cookies"] == []
    assert browser.run("return [localStorage.length, sessionStorage.length]") == [0, 0]
    assert browser.run_later("const done = arguments[0]; Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
                             ".then((all) => done(all.flat().length))") == 0


def test_nobody_is_told_where_a_reader_came_from(browser, people, site, elsewhere):
    """The link that led to a page stands in its URL."""
    visit(browser, site.url)
    browser.open(TOKEN.search(browser.driver.page_source).group(0).join([site.url, ""]))
    browser.leave(browser.find(f"footer a[href='{elsewhere.url}']").click)
    assert browser.find("h1").text == "Help"
    assert elsewhere.referrers and set(elsewhere.referrers) == {None}
    assert browser.run("return document.referrer") == ""


def masked(browser, address):
    source = CODE.sub("<svg/>", TOKEN.sub("/profile/TOKEN", browser.driver.page_source))
    for form in (address, urllib.parse.quote(address, safe="")):
        source = source.replace(form, "ADDRESS")
    return browser.status(), source


def test_no_word_of_who_has_a_mailbox(browser, people):
    """Somebody's, a locked one's, an alias, a group: all as nobody's."""
    seen = {}
    for domain in sorted({address.split("@")[1] for address in PEOPLE}):
        for address in (f"nobody-here@{domain}", *(one for one in PEOPLE if one.endswith("@" + domain))):
            visit(browser, people.url, address)
            seen.setdefault(domain, []).append(masked(browser, address))
    assert all(page == pages[0] for pages in seen.values() for page in pages) and sum(map(len, seen.values())) == len(PEOPLE) + len(seen)


@pytest.mark.parametrize("what", ["expired", "nobody's", "locked", "another key's", "no token"])
def test_a_link_that_is_no_good(browser, people, what):
    """One page for all of them, and a way on."""
    from_whom = {"expired": people.link(ADDRESS, age=3600), "nobody's": people.link("nobody-here@example.test"), "locked": people.link("old@example.test"),
                 "another key's": people.url + "/profile/AQZvdGhlcjAAAA", "no token": people.url + "/profile/x"}
    browser.open(from_whom[what])
    assert browser.status() == 404 and browser.find("h1").text == "This link is no longer good"
    browser.leave(browser.find("main .button").click)
    assert browser.find("#address").is_displayed()
