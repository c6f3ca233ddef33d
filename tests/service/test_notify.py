# SPDX-License-Identifier: Apache-2.0
"""sql/*.notify.sql on the stacks' own tables: a new domain is served at once, and what nobody reads wakes nobody."""
import itertools
from pathlib import Path

import pytest

from harness.settings import settings

from .test_directory import served

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = itertools.count()

# By schema: a domain that comes, its alias, what they are switched off with, and what changes without a domain's change.
CASES = {
    "postfixadmin": (
        "INSERT INTO domain (domain) VALUES ('new.test')",
        "INSERT INTO domain (domain) VALUES ('also.test'); INSERT INTO alias_domain (alias_domain, target_domain) VALUES ('also.test', 'new.test')",
        "UPDATE domain SET active = false WHERE domain = 'new.test'",
        ["UPDATE domain SET description = 'x', modified = now()", "UPDATE mailbox SET name = 'x'", "UPDATE alias SET goto = goto"]),
    "iredmail": (
        "INSERT INTO domain (domain) VALUES ('new.test')",
        "INSERT INTO alias_domain (alias_domain, target_domain) VALUES ('also.test', 'new.test')",
        "UPDATE domain SET active = 0 WHERE domain = 'new.test'",
        ["UPDATE mailbox SET name = 'x'", "UPDATE forwardings SET active = 1"]),
    "mailu": (
        "INSERT INTO domain (name) VALUES ('new.test')",
        "INSERT INTO alternative (name, domain_name) VALUES ('also.test', 'new.test')",
        "DELETE FROM alternative; DELETE FROM domain WHERE name = 'new.test'",
        ["UPDATE \"user\" SET quota_bytes_used = quota_bytes_used + 1", "UPDATE alias SET destination = destination"]),
    "modoboa": (
        "INSERT INTO admin_domain (name, enabled, type) VALUES ('new.test', true, 'domain')",
        "INSERT INTO admin_domainalias (name, target_id, enabled) SELECT 'also.test', id, true FROM admin_domain WHERE name = 'new.test'",
        "UPDATE admin_domain SET enabled = false WHERE name = 'new.test'",
        ["UPDATE core_user SET last_login = now()", "UPDATE admin_mailbox SET quota = 5"]),
    "jeboehm": (
        "INSERT INTO mail_domains (name, dkim_enabled, dkim_selector, dkim_private_key) VALUES ('new.test', false, '', '')", None,
        "DELETE FROM mail_domains WHERE name = 'new.test'",
        ["UPDATE mail_users SET quota = 5"]),
}


class Tables:
    """A stack's own tables, with the triggers, in a database of their own."""

    def __init__(self, server, schema):
        self.server, self.name = server, f"notify{next(NUMBERS)}"
        server.sql(f"CREATE DATABASE {self.name}")
        self.url = server.url(self.name)
        for path in (f"tests/schemas/{schema}.postgresql.ddl.sql", f"sql/{schema}.notify.sql", f"sql/{schema}.notify.sql"):
            self.sql((ROOT / path).read_text(encoding="utf-8"))

    def sql(self, text):
        return self.server.sql(text, self.name)

    def notifies(self, statement):
        return "Asynchronous notification" in self.sql(f"LISTEN carbone_autoconf;\n{statement};\nSELECT 1;")


@pytest.mark.parametrize("schema", CASES)
def test_a_new_domain_at_once(start, postgresql, schema):
    tables, (new, also, off, _) = Tables(postgresql, schema), CASES[schema]
    chosen = settings(domains={})
    chosen["directory"] = {"url": tables.url, "schema": schema, "refresh": "1h"}
    service = start(chosen)
    assert not served(service, "new.test")
    tables.sql(new)
    service.process.wait_for(lambda: served(service, "new.test"), "the new domain", 5)
    if also:
        tables.sql(also)
        service.process.wait_for(lambda: served(service, "also.test"), "the new alias domain", 5)
    tables.sql(off)
    service.process.wait_for(lambda: not served(service, "new.test"), "its end", 5)


@pytest.mark.parametrize("schema", CASES)
def test_what_nobody_reads_wakes_nobody(postgresql, schema):
    tables, (new, _, _, others) = Tables(postgresql, schema), CASES[schema]
    assert tables.notifies(new)
    for statement in others:
        assert not tables.notifies(statement), statement
