# SPDX-License-Identifier: Apache-2.0
"""Chromium, driven as a person would: widths of a phone and of a desk, dark or light, with or without scripts, and what it downloads."""
import base64
import json
import pathlib

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

PHONE = (390, 844)
DESK = (1280, 900)
PATIENCE = 20  # seconds until something expected counts as missing


class Browser:
    """One window; `downloads` is where files go, `log` what the page's console said."""

    def __init__(self, directory, language="en", scripts=True, dark=False, forced_colors=False):
        self.downloads = pathlib.Path(directory) / "downloads"
        self.downloads.mkdir(parents=True)
        options = Options()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", f"--lang={language}",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run", f"--user-data-dir={directory}/profile"):
            options.add_argument(word)
        options.binary_location = "/usr/bin/chromium"
        options.add_experimental_option("prefs", {
            "intl.accept_languages": language,
            "download.default_directory": str(self.downloads),
            "download.prompt_for_download": False,
            "safebrowsing.enabled": False,
            "profile.managed_default_content_settings.javascript": 1 if scripts else 2,
        })
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Driver("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                    {"name": "forced-colors", "value": "active" if forced_colors else "none"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def close(self):
        self.driver.quit()

    def resize(self, size):
        width, height = size
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def open(self, url):
        self.driver.get(url)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait_for(self, condition, what):
        return WebDriverWait(self.driver, PATIENCE).until(lambda _: condition(), f"no {what}")

    def text(self):
        return self.find("body").text

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def run_later(self, script, *arguments):
        """A script that calls its last argument when it is done."""
        self.driver.set_script_timeout(PATIENCE)
        return self.driver.execute_async_script(script, *arguments)

    def complaints(self):
        """What the console was told, refused resources of the Content-Security-Policy among it."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def responses(self):
        """Every response since the last call: URL, status, media type, size on the wire."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [entry["params"]["response"] for entry in entries if entry["method"] == "Network.responseReceived"]

    def download(self, element):
        """Follows a link that is a file, and waits until all of it is here."""
        before = set(self.downloads.iterdir())
        element.click()

        def arrived():
            new = set(self.downloads.iterdir()) - before
            return next((path for path in new if not path.name.endswith(".crdownload") and path.stat().st_size), None)

        return self.wait_for(arrived, "download")

    def picture(self, path):
        """The whole page at the width there is, as a PNG."""
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))
