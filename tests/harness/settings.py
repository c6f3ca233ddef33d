# SPDX-License-Identifier: Apache-2.0
"""The settings that most tests start from, and what is served with them."""
import copy

PUBLIC = "https://autoconfig.example.test"
EAS = "https://mail.example.test/Microsoft-Server-ActiveSync"

IMPLICIT = [
    {"type": "imap", "host": "imap.example.test", "port": 993, "security": "tls"},
    {"type": "pop3", "host": "pop.example.test", "port": 995, "security": "tls"},
    {"type": "submission", "host": "smtp.example.test", "port": 465, "security": "tls"},
    {"type": "caldav", "url": "https://dav.example.test/SOGo/dav/%EMAILADDRESS%/", "root": "https://dav.example.test/SOGo/dav/"},
    {"type": "carddav", "url": "https://dav.example.test/SOGo/dav/%EMAILADDRESS%/", "root": "https://dav.example.test/SOGo/dav/"},
    {"type": "activesync", "url": EAS},
]
STARTTLS = [
    {"type": "imap", "host": "mail.%EMAILDOMAIN%", "port": 143, "security": "starttls", "username": "%EMAILLOCALPART%"},
    {"type": "submission", "host": "mail.%EMAILDOMAIN%", "port": 587, "security": "starttls", "username": "%EMAILLOCALPART%"},
]

# example.test has everything; other.test the same under its own name; starttls.test neither DAV nor ActiveSync.
DOMAINS = {
    "example.test": {},
    "other.test": {"provider": {"name": "Other Mail", "short_name": "Other"}},
    "starttls.test": {"services": STARTTLS, "pacc": False},
    "bücher.test": {},
}


def settings(server=None, **sections):
    """A fresh copy, with a section replaced or members put into `server`."""
    made = {
        "server": {"public_url": PUBLIC, "trusted_proxies": ["127.0.0.0/8"], "workers": 2, "drain": "200ms", **(server or {})},
        "provider": {"name": "Example Mail", "short_name": "Example"},
        "services": IMPLICIT,
        "domains": DOMAINS,
        "profiles": {"organization": "Example", "identifier": "test.example.autoconfig"},
        "log": {"level": "debug", "format": "json", "access": True},
    }
    made.update(sections)
    return copy.deepcopy(made)


def with_directory(directory, **options):
    """Domains and services come from the database, but for ActiveSync, which all have."""
    chosen = settings()
    del chosen["services"], chosen["domains"]
    return {**chosen, "directory": {"url": directory.url, **options}}
