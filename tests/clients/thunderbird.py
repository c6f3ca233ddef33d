# SPDX-License-Identifier: Apache-2.0
"""Thunderbird without a screen or a person: its own account set-up modules, driven through Marionette (protocol 3, raw TCP)."""
import base64
import json
import re
import shutil
import socket
import subprocess
from pathlib import Path

from harness.process import Process

PROGRAM = "/usr/lib/thunderbird/thunderbird-bin"
INI = Path("/usr/lib/thunderbird/application.ini")

PREFERENCES = {
    "marionette.port": 0,
    "mailnews.auto_config_url": "",  # no central database: what is found comes from us
    "mail.provider.enabled": False,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "mail.spotlight.firstRunDone": True,
    "mail.shell.checkDefaultClient": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.trr.mode": 5,
}

STARTED = """
const [done] = arguments;
const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
(function look() {
  const window = Services.wm.getMostRecentWindow("mail:3pane");
  window?.gMailInit?.delayedStartupFinished ? done(true) : setTimeout(look, 20);
})();
"""

# What the account window does with an address: the parallel search, its reader, and the placeholders filled in.
FIND = """
const [address, password, done] = arguments;
const { FindConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/FindConfig.sys.mjs");
const { AccountConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/AccountConfig.sys.mjs");
const server = s => ({ type: s.type, hostname: s.hostname, port: s.port, socketType: s.socketType, auth: s.auth, username: s.username });
(async () => {
  const search = FindConfig.parallelAutoDiscovery(address.split("@").pop(), address, new AbortController().signal, password);
  let step = await search.next();
  let asked = null;
  if (!step.done) {
    asked = step.value.host;
    step = await search.next({ acceptRedirect: true });
  }
  const config = step.value;
  if (!config) return { found: false, asked };
  AccountConfig.replaceVariables(config, "Jane Doe", address, password);
  return { found: true, asked, source: config.source, subSource: config.subSource, displayName: config.displayName,
    incoming: server(config.incoming), outgoing: server(config.outgoing), alternatives: config.incomingAlternatives.map(server) };
})().then(done, error => done({ error: String(error), title: error?.cause?.fluentTitleId ?? null }));
"""

# A document alone, through the reader that the search above uses.
READ = """
const [text, address, done] = arguments;
const { readFromXML } = ChromeUtils.importESModule("resource:///modules/accountcreation/readFromXML.sys.mjs");
const { AccountConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/AccountConfig.sys.mjs");
const { JXON } = ChromeUtils.importESModule("resource:///modules/JXON.sys.mjs");
const window = Services.wm.getMostRecentWindow("mail:3pane");
const server = s => ({ type: s.type, hostname: s.hostname, port: s.port, socketType: s.socketType, auth: s.auth, username: s.username });
try {
  const config = readFromXML(JXON.build(new window.DOMParser().parseFromString(text, "text/xml")), "test");
  AccountConfig.replaceVariables(config, "Jane Doe", address);
  done({ found: true, displayName: config.displayName, incoming: server(config.incoming), outgoing: server(config.outgoing) });
} catch (error) {
  done({ found: false, why: String(error) });
}
"""

# The account window itself, as a person uses it: name, address, Continue, and the settings that it then shows.
ACCOUNT_WINDOW = """
const [name, address, done] = arguments;
const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
const window = Services.wm.getMostRecentWindow("mail:3pane");
const until = async look => {
  for (let seen; ; await new Promise(resolve => setTimeout(resolve, 20))) if ((seen = look())) return seen;
};
const type = (input, value) => { input.value = value; input.dispatchEvent(new window.Event("input", { bubbles: true })); };
(async () => {
  await window.openAccountHub("MAIL");
  const hub = await until(() => window.document.querySelector("account-hub-container")?.shadowRoot);
  type(await until(() => hub.querySelector("email-auto-form #realName")), name);
  type(hub.querySelector("email-auto-form #email"), address);
  (await until(() => [...hub.querySelectorAll("account-hub-footer #forward")].find(b => !b.disabled && b.checkVisibility()))).click();
  const text = id => hub.querySelector("email-config-found #" + id)?.textContent.trim();
  const shown = ["incomingHost", "incomingPort", "outgoingHost", "outgoingPort", "sharedUsername", "sharedSocketType"];
  await until(() => shown.every(text)); // some come late: they are translated
  return Object.fromEntries(shown.map(id => [id, text(id)]));
})().then(done, error => done({ error: String(error) }));
"""

SOCKET_TYPES = {0: "plain", 2: "STARTTLS", 3: "SSL"}
AUTHENTICATIONS = {3: "password-cleartext", 4: "password-encrypted", 10: "OAuth2"}


class Marionette:
    """Messages are `length:json`; a command is [0, id, name, parameters], its answer [1, id, error, result]."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 90)
        self.stream = self.socket.makefile("rb")
        self.last = 0
        self._read()  # who it is

    def _read(self):
        size = b""
        while not size.endswith(b":"):
            size += self.stream.read(1)
        return json.loads(self.stream.read(int(size[:-1])))

    def command(self, name, **parameters):
        self.last += 1
        message = json.dumps([0, self.last, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._read()
        assert number == self.last and not error, f"{name}: {error}"
        return result

    def script(self, source, *arguments, seconds=30):
        return self.command("WebDriver:ExecuteAsyncScript", script=source, args=list(arguments), newSandbox=True, sandbox="system",
                            scriptTimeout=seconds * 1000)["value"]


class Thunderbird:
    version = re.search(r"^Version=(.*)$", INI.read_text(), re.MULTILINE)[1] if INI.exists() else None

    def __init__(self, directory, authority):
        self.profile = directory / "profile"
        self.profile.mkdir(parents=True)
        lines = (f'user_pref("{name}", {json.dumps(value)});' for name, value in PREFERENCES.items())
        (self.profile / "user.js").write_text("\n".join(lines))
        self._trust(authority)
        argv = [PROGRAM, "--headless", "--profile", self.profile, "--no-remote", "--new-instance", "--marionette",
                "--remote-allow-system-access"]
        home = {"HOME": str(directory), "PATH": "/usr/bin:/bin", "DBUS_SESSION_BUS_ADDRESS": "disabled:", "LANG": "C.UTF-8"}
        self.process = Process(argv, directory / "thunderbird.log", env=home)
        port = self.profile / "MarionetteActivePort"
        self.process.wait_for(lambda: port.exists() and port.read_text(), "Marionette's port", 60)
        self.marionette = Marionette(int(port.read_text()))
        self.marionette.command("WebDriver:NewSession", capabilities={})
        self.marionette.command("Marionette:SetContext", value="chrome")
        self.marionette.script(STARTED, seconds=60)

    def _trust(self, certificate):
        certutil = ["certutil", "-d", f"sql:{self.profile}"]
        subprocess.run([*certutil, "-N", "--empty-password"], check=True)
        subprocess.run([*certutil, "-A", "-n", "test", "-t", "C,,", "-i", certificate], check=True)

    def find(self, address, password=None):
        """What the account window would offer for an address; constants by their names."""
        found = self.marionette.script(FIND, address, password, seconds=60)
        assert "error" not in found, found
        return self._named(found)

    def read(self, document, address):
        """What it makes of an autoconfig document; found is False when it refuses it."""
        return self._named(self.marionette.script(READ, document, address))

    @staticmethod
    def _named(found):
        for server in [found.get("incoming"), found.get("outgoing"), *found.get("alternatives", ())]:
            if server:
                server["socketType"] = SOCKET_TYPES.get(server["socketType"], server["socketType"])
                server["auth"] = AUTHENTICATIONS.get(server["auth"], server["auth"])
        return found

    def account_window(self, name, address):
        """The settings that the account window shows for an address, by the ids of its labels."""
        return self.marionette.script(ACCOUNT_WINDOW, name, address, seconds=20)

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.marionette.command("WebDriver:TakeScreenshot", full=True, hash=False)["value"]))

    def end(self):
        self.process.end(seconds=30)
        shutil.rmtree(self.profile, ignore_errors=True)
