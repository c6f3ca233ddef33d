# SPDX-License-Identifier: Apache-2.0
"""automx2 itself beside us, over the same SQLite file: what each of them tells clients of the same domains.

In no suite, since it needs automx2: python3 -m venv V && V/bin/pip install automx2
usage: AUTOCONF_BINARY=… tests/peers/automx2.py V/bin/python3

Prints a line for every answer that differs and is not meant to (docs/automx2.md, "What changes on purpose"); exit 1 when there is one.
"""
import json
import plistlib
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.automx2 import Automx2Sqlite  # noqa: E402
from harness.process import BINARY, Process, free_address, listens  # noqa: E402

# Rows that automx2 can announce for all three protocols: the others are the service tests' matter.
ROWS = """
INSERT INTO provider (id, name, short_name) VALUES (1, 'Example Mail', 'Example'), (2, 'Other & Sons', 'Other');
INSERT INTO domain (id, name, provider_id) VALUES (1, 'example.test', 1), (2, 'second.test', 1), (3, 'third.test', 2), (4, 'pop.test', 2);
INSERT INTO server (id, prio, name, port, type, socket_type, user_name, authentication) VALUES
	(1, 10, 'imap.example.test', 993, 'imap', 'SSL', '%EMAILADDRESS%', 'plain'),
	(2, 20, 'imap.example.test', 143, 'imap', 'STARTTLS', '%EMAILLOCALPART%', 'plain'),
	(3, 10, 'smtp.example.test', 465, 'smtp', 'SSL', '%EMAILADDRESS%', 'plain'),
	(4, 5, 'smtp.example.test', 587, 'smtp', 'STARTTLS', '%EMAILADDRESS%', 'plain'),
	(5, 10, 'pop.example.test', 995, 'pop', 'SSL', '%EMAILLOCALPART%', 'plain');
INSERT INTO server_domain (domain_id, server_id) VALUES (1, 1), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 2), (3, 4), (4, 5), (4, 3);
INSERT INTO davserver (id, url, port, type, use_ssl, domain_required, user_name) VALUES
	(1, 'https://dav.example.test/cal/', 0, 'caldav', TRUE, FALSE, '%EMAILADDRESS%'),
	(2, 'https://dav.example.test/card/', 8443, 'carddav', TRUE, FALSE, '%EMAILLOCALPART%');
INSERT INTO davserver_domain (domain_id, davserver_id) VALUES (1, 1), (1, 2);
"""
DOMAINS = ["example.test", "second.test", "third.test", "pop.test", "unknown.test"]

START = "from automx2.server import app; app.run(host='{0}', port={1})"
REQUEST = ("<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'><Request><EMailAddress>{}</EMailAddress>"
           "<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>"
           "</Request></Autodiscover>")


def ask(base, target, body=None):
    request = urllib.request.Request(base + target, data=body, headers={"Content-Type": "application/xml"} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, b""


def mozilla(base, address):
    status, body = ask(base, "/mail/config-v1.1.xml?emailaddress=" + urllib.parse.quote(address))
    if status != 200:
        return None
    root = ElementTree.fromstring(body)
    leaf = ("hostname", "port", "socketType", "username")
    # 'plain' of authentication is automx2's spelling of password-cleartext; order counts within a kind.
    kinds = {kind: [[server.findtext(name) for name in leaf] for server in root.iter() if server.get("type") == kind] for kind in ("imap", "pop3", "smtp")}
    return kinds, root.findtext("*/displayName"), root.findtext("*/displayShortName")


def outlook(base, address):
    status, body = ask(base, "/autodiscover/autodiscover.xml", REQUEST.format(address).encode())
    if status != 200 or b"Protocol" not in body:
        return None
    found = []
    for protocol in ElementTree.fromstring(body).iter():
        if protocol.tag.endswith("}Protocol"):
            leaves = {child.tag.split("}")[1]: child.text for child in protocol}
            # SSL and Encryption are meant to differ for STARTTLS, and a DAV port stands in our URL.
            found.append([leaves["Type"], leaves["Server"].replace(":8443/", "/"), leaves.get("LoginName")] +
                         ([leaves["Port"], leaves.get("Encryption")] if "DAV" not in leaves["Type"] else []))
    return sorted(found)


def apple(base, address):
    status, body = ask(base, "/mobileconfig/?emailaddress=" + urllib.parse.quote(address))
    if status != 200:
        return None
    found = []
    for payload in plistlib.loads(body)["PayloadContent"]:
        kept = ("HostName", "PortNumber", "Port", "UseSSL", "Username", "AccountType", "EmailAddress", "Authentication")
        # https has port 443 where automx2 names none.
        found.append(sorted((key, value) for key, value in payload.items() if key.endswith(kept) and value != 443))
    return sorted(found)


def serve(folder, database):
    """Ours over the same file."""
    address, management = free_address(), free_address()
    (folder / "ours.yaml").write_text(json.dumps({
        "server": {"listen": ["%s:%d" % address], "management": "%s:%d" % management, "public_url": "https://autoconfig.example.test", "workers": 1},
        "directory": {"url": database.url, "schema": "automx2"}, "profiles": {"identifier": "test.example.autoconfig"}}))
    process = Process([BINARY, "serve", "--config", folder / "ours.yaml"], folder / "ours.log")
    process.wait_for(lambda: listens(address), "our service")
    return process, "http://%s:%d" % address


def serve_theirs(folder, database, python):
    address = free_address()
    (folder / "automx2.conf").write_text(f"[automx2]\ndb_uri = {database.theirs}\n")
    process = Process(["env", f"AUTOMX2_CONF={folder}/automx2.conf", python, "-c", START.format(*address)], folder / "theirs.log")
    process.wait_for(lambda: listens(address), "automx2")
    return process, "http://%s:%d" % address


def compare(ours, theirs):
    """How many answers were compared, and those that differ."""
    n = 0
    for domain in DOMAINS:
        for read in (mozilla, outlook, apple):
            n += 1
            mine, other = read(ours, f"jane@{domain}"), read(theirs, f"jane@{domain}")
            if mine != other:
                yield n, f"{domain}, {read.__name__}:\n  ours   {mine}\n  theirs {other}"
    yield n, None


def main(python):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Automx2Sqlite(folder, "2026", ROWS)
        mine, ours = serve(folder, database)
        other, theirs = serve_theirs(folder, database, python)
        try:
            differing = list(compare(ours, theirs))
        finally:
            other.end()
            mine.end()
    for _, words in differing[:-1]:
        print(words)
    print(f"{differing[-1][0]} answers compared, {len(differing) - 1} differ")
    return len(differing) > 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
