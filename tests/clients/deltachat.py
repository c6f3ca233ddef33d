# SPDX-License-Identifier: Apache-2.0
"""Delta Chat's core, as its JSON-RPC server: given an address and a password, it finds the servers and tries to log in."""
import json
import os
import re
import shutil
import subprocess

PROGRAM = os.environ.get("DELTACHAT_RPC_SERVER") or shutil.which("deltachat-rpc-server")
USED = re.compile(r"Used params: .*?imap:\[(.*?)\] smtp:\[(.*?)\]")


class DeltaChat:
    def __init__(self, directory):
        self.log = directory / "deltachat.log"
        with open(self.log, "wb") as log:
            environment = {**os.environ, "DC_ACCOUNTS_PATH": str(directory / "accounts"), "RUST_LOG": "info"}
            self.popen = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, text=True)
        self.number = 0

    def call(self, method, *parameters):
        self.number += 1
        self.popen.stdin.write(json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": parameters}) + "\n")
        self.popen.stdin.flush()
        answers = (json.loads(line) for line in self.popen.stdout)
        return next(answer for answer in answers if answer.get("id") == self.number)

    def version(self):
        return self.call("get_system_info")["result"]["deltachat_core_version"].lstrip("v")

    def find(self, address):
        """The servers it would use, "host:port:security", of mail in and out. There are none behind our names, so the log-in fails."""
        account = self.call("add_account")["result"]
        answer = self.call("add_or_update_transport", account,
                           {"addr": address, "password": "secret", "certificateChecks": "acceptInvalidCertificates"})
        assert "error" in answer
        return USED.findall(self.log.read_text())[-1]

    def end(self):
        self.popen.stdin.close()
        self.popen.stdout.close()
        self.popen.terminate()
        self.popen.wait(20)
