# SPDX-License-Identifier: Apache-2.0
"""Chromium, driven as a person would: the widths of a phone and of a desk, dark or light, with or without scripts, what it asks for, downloads and complains of."""
import base64
import json
import pathlib
import subprocess

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

NARROW = (320, 640)
PHONE = (390, 844)
DESK = (1280, 900)
PATIENCE = 20  # seconds until something expected counts as missing
BLANK = "about:blank"

WORDS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-background-networking",
         "--disable-component-update", "--no-first-run", "--lang=en"]
# Nobody outside this machine is asked, whatever a page says.
NAMES = "MAP *.test {host}, MAP * ~NOTFOUND, EXCLUDE {host}"


class Browser:
    """One window. `host`: where all names of .test lead, and the only place that it can reach."""

    def __init__(self, directory, host, scripts=True):
        self.downloads = pathlib.Path(directory) / "downloads"
        self.downloads.mkdir(parents=True)
        self.events = []
        options = Options()
        for word in (*WORDS, f"--user-data-dir={directory}/profile", f"--host-resolver-rules={NAMES.format(host=host)}"):
            options.add_argument(word)
        options.binary_location = "/usr/bin/chromium"
        options.add_experimental_option("prefs", {
            "download.default_directory": str(self.downloads),
            "download.prompt_for_download": False,
            "safebrowsing.enabled": False,
            "profile.managed_default_content_settings.javascript": 1 if scripts else 2,
        })
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Driver("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)

    def close(self):
        self.driver.quit()

    def reset(self):
        """As a window that was opened anew: on a desk, in English, nothing heard of it yet."""
        self.open(BLANK)
        self.do("Network.clearBrowserCookies")
        self.resize(DESK)
        self.look()
        self.speak("en")
        self.complaints()
        self.heard("")
        self.events = []

    def do(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    # ---- what it is like ----

    def resize(self, size, scale=1):
        width, height = size
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)

    def look(self, media="", **features):
        """look(prefers_color_scheme="dark"), look("print")."""
        usual = {"prefers_color_scheme": "light", "forced_colors": "none", "prefers_reduced_motion": "reduce"}
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in (usual | features).items()]
        self.do("Emulation.setEmulatedMedia", media=media, features=features)

    def speak(self, languages):
        self.do("Network.setExtraHTTPHeaders", headers={"Accept-Language": languages})

    def permit(self, permission, origin):
        self.do("Browser.grantPermissions", permissions=[permission], origin=origin)

    # ---- what a person does ----

    def open(self, url):
        self.driver.get(url)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait_for(self, condition, what):
        """What was looked for may be gone in the same moment: then it looks again."""
        gone = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.driver, PATIENCE, 0.02, gone).until(lambda _: condition(), f"no {what}")

    def leave(self, act, what="another page"):
        """Does what leads to another page, and waits until that one is there."""
        before = self.find("html").id
        act()
        return self.wait_for(lambda: self.find("html").id != before and self.run("return document.readyState") == "complete", what)

    def press(self, *keys):
        """Keys for whatever has the focus."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def focused(self):
        return self.driver.switch_to.active_element

    def text(self):
        return self.find("body").text

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def run_later(self, script, *arguments):
        """A script that calls its last argument when it is done."""
        return self.driver.execute_async_script(script, *arguments)

    # ---- what came of it ----

    def complaints(self):
        """What the console was told, refused resources of the Content-Security-Policy among it."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def heard(self, method):
        """What the network said under this name since the last reset."""
        self.events += [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"] for event in self.events if event["method"] == method]

    def requests(self):
        """Every request: its URL, method, headers."""
        return [event["request"] for event in self.heard("Network.requestWillBeSent") if event["request"]["url"] != BLANK]

    def responses(self):
        """Every response: its URL, status, media type, headers."""
        return [event["response"] for event in self.heard("Network.responseReceived")]

    def status(self):
        """Of the page that it shows."""
        return [event["response"]["status"] for event in self.heard("Network.responseReceived") if event["type"] == "Document"][-1]

    def download(self, element):
        """Follows a link that is a file, and waits until all of it is here."""
        before = set(self.downloads.iterdir())
        element.click()

        def arrived():
            new = set(self.downloads.iterdir()) - before
            return next((path for path in new if path.suffix == ".mobileconfig" and path.stat().st_size), None)

        return self.wait_for(arrived, "download")

    def picture(self, path, height):
        """The page at the width there is, down to this height, as a PNG."""
        size = self.do("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(height, size["height"]), "scale": 1}
        pathlib.Path(path).write_bytes(base64.b64decode(self.do("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]))


def scan(element, path):
    """What a camera reads of an element; None where it sees no code."""
    pathlib.Path(path).write_bytes(element.screenshot_as_png)
    done = subprocess.run(["zbarimg", "--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable", "-Sqrcode.binary", path], capture_output=True, timeout=60)
    return done.stdout.decode() if done.returncode == 0 else None
