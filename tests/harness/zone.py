# SPDX-License-Identifier: Apache-2.0
"""Zone files for BIND's and NSD's own checkers, and what stands in them."""
import re
import subprocess

FRAME = "$TTL 600\n@ IN SOA ns.elsewhere.test. hostmaster.elsewhere.test. 1 7200 3600 1209600 600\n@ IN NS ns.elsewhere.test.\n"
CHECKERS = [
    ["/usr/bin/named-checkzone", "-i", "local", "-k", "fail", "-n", "fail", "-r", "fail"],
    ["/usr/sbin/nsd-checkzone"],
]
RECORD = re.compile(r"^(\S+)\.\t\d+\tIN\t(SRV|CNAME|TXT)\t(.*)$")


def check(directory, origin, fragment, others=""):
    """Both checkers take the fragment as a part of a zone; `others`: what else stands there."""
    path = directory / "zone"
    path.write_text(f"$ORIGIN {origin}.\n{FRAME}{others}{fragment}")
    for checker in CHECKERS:
        done = subprocess.run([*checker, origin, path], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (checker[0], done.stdout + done.stderr, fragment)


def as_bind_reads(directory, origin, fragment):
    """The zone in BIND's own words: (name, type, data)."""
    path = directory / "zone"
    path.write_text(f"$ORIGIN {origin}.\n{FRAME}{fragment}")
    done = subprocess.run([*CHECKERS[0], "-D", "-q", "-o", "-", origin, path], capture_output=True, text=True, timeout=60, check=True)
    lines = [line.split(None, 4) for line in done.stdout.splitlines() if line]
    return {(name.rstrip("."), kind, data) for name, _, _, kind, data in lines if kind not in ("SOA", "NS")}


def records(fragment):
    """(name, type, data) of each line that is no comment."""
    lines = [line for line in fragment.splitlines() if not line.startswith(";")]
    return [RECORD.match(line).groups() for line in lines]


def remarks(fragment):
    return [line[2:] for line in fragment.splitlines()[1:] if line.startswith("; ")]
