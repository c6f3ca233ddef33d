# SPDX-License-Identifier: Apache-2.0
"""A host of its own at the other end of a cable, which can be cut: whatever is sent then is lost, and nobody is told.

Both ends are told a hardware address for each other that nobody has, so the kernels throw every packet away: no filter and no netem is
needed.  Only for root, in a network namespace of the test's own.
"""
import pwd
import shutil
import subprocess
from pathlib import Path

from .process import wait_for

HERE, THERE = "192.0.2.1", "192.0.2.2"
NOBODY = "02:00:00:00:00:99"


def may_be_made():
    """Is this a namespace without any link but loopback, and may it have one?"""
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=False).stdout.splitlines()
    return len(links) == 1 and subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0


class Cable:
    """address: of the host at the far end.  Lasts until end()."""

    address = THERE

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "--net", shutil.which("sleep"), "infinity"])
        self._until_inside()
        self._run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(self.holder.pid))
        for inside, device, address in (((), "near", HERE), (self.inside(), "far", THERE)):
            self._run(*inside, "ip", "address", "add", f"{address}/24", "dev", device)
            self._run(*inside, "ip", "link", "set", device, "up")
        self._run(*self.inside(), "ip", "link", "set", "lo", "up")

    def _until_inside(self):
        """The holder has left our namespace when it has become the program it runs."""
        wait_for(lambda: Path(f"/proc/{self.holder.pid}/comm").read_text() == "sleep\n")

    @staticmethod
    def _run(*words):
        subprocess.run(words, check=True, capture_output=True)

    def inside(self, user=None):
        """What to put before a command to run it there, as that user."""
        words = ["nsenter", "--target", str(self.holder.pid), "--net"]
        if user:
            entry = pwd.getpwnam(user)
            words += ["--setuid", str(entry.pw_uid), "--setgid", str(entry.pw_gid)]
        return words

    def cut(self, is_cut=True):
        for inside, device, other in (((), "near", THERE), (self.inside(), "far", HERE)):
            self._run(*inside, "ip", "neighbour", *(["replace", other, "lladdr", NOBODY, "nud", "permanent"] if is_cut else ["delete", other]),
                      "dev", device)

    def end(self):
        self.holder.terminate()
        self.holder.wait()
