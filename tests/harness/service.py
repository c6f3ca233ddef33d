# SPDX-License-Identifier: Apache-2.0
"""carbone-autoconf serve: a directory of its own, settings as a dict, the log read at the end."""
import json
import re
import signal
import subprocess

from .process import BINARY, Process, free_address
from .wire import ask

SANITIZERS = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|Invalid (read|write)|Assertion .* failed")

# Local parts and credentials that the tests use.
SECRETS = re.compile(r"jane|nobody-here|somebody|(?<!oauth-)Authorization|amFuZ|c2VjcmV0", re.IGNORECASE)


def run(*words, binary=BINARY, **options):
    """One of its commands, to the end."""
    return subprocess.run([str(binary), *map(str, words)], capture_output=True, text=True, timeout=60, **options)


class Service:
    """settings: the file as a dict (JSON is YAML too); where it listens is put in when nothing is said."""

    def __init__(self, directory, settings, argv=(), start=True, **options):
        self.directory = directory
        self.config = directory / "carbone-autoconf.yaml"
        server = {"listen": ["%s:%d" % free_address()], "management": "%s:%d" % free_address(), **settings.get("server", {})}
        self.settings = {**settings, "server": server}
        self.address = self._address(server["listen"][0]) if server["listen"] else None
        self.management = self._address(server["management"])
        self.write(self.settings)
        self.argv = [*argv, BINARY, "serve", "--config", self.config]
        self.options = options
        self.process = None
        if start:
            self.start()

    @staticmethod
    def _address(text):
        if text.startswith("unix:"):
            return text[len("unix:"):]
        host, port = text.rsplit(":", 1)
        return host.strip("[]"), int(port)

    def write(self, settings):
        self.config.write_text(settings if isinstance(settings, str) else json.dumps(settings, indent=1, ensure_ascii=False))

    def start(self, ready=True):
        self.process = Process(self.argv, self.directory / "service.log", **self.options)
        if ready:
            self.process.wait_for(self.ready, "readiness")
        return self

    def ready(self):
        try:
            return self.manage("/readyz").status == 200
        except OSError:
            return False

    def manage(self, target, **options):
        return ask(self.management, target, host="localhost", public=False, **options)

    def metrics(self):
        """Every sample by its name and labels, as in the exposition."""
        lines = self.manage("/metrics").body.decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))}

    def metric(self, name):
        """The sum over all labels of one name."""
        samples = [value for key, value in self.metrics().items() if key.split("{")[0] == name]
        assert samples, f"there is no metric {name}"
        return sum(samples)

    def ask(self, target, **options):
        return ask(self.address, target, **options)

    def reload(self, settings=None):
        if settings is not None:
            self.write(settings)
        self.process.send(signal.SIGHUP)

    @property
    def log(self):
        return self.process.log

    def stop(self):
        """By SIGTERM: with status 0, nothing found by a sanitizer, and nobody's name or password written down."""
        status = self.process.end(signal.SIGTERM)
        assert not SANITIZERS.search(self.log), self.log
        assert not SECRETS.search(self.log), SECRETS.search(self.log)
        assert status == 0, f"ended with {status}:\n{self.log}"
