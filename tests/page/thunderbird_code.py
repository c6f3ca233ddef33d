# SPDX-License-Identifier: Apache-2.0
"""Thunderbird's import code as its Android reader takes it: one thing that it does not like, and it refuses the whole."""
import json
import re

HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
ADDRESS = re.compile(r"[^\s@\"<>(),:;\[\]\\]+@[A-Za-z0-9.-]+")
PROTOCOLS = {0: "imap", 1: "pop3"}
SECURITIES = {0: "none", 2: "starttls", 3: "tls"}
AUTHENTICATIONS = {0: "none", 1: "password", 2: "encrypted", 5: "certificate", 6: "oauth2"}  # 3 and 4 make the app throw


class Refused(ValueError):
    pass


def _number(value, known):
    if type(value) is not int or value not in known:
        raise Refused(f"{value!r} is none of {list(known)}")
    return known[value]


def _string(value):
    if not isinstance(value, str) or "\r" in value or "\n" in value:
        raise Refused(f"{value!r} is no line of text")
    return value


def _list(value, least):
    if not isinstance(value, list) or len(value) < least:
        raise Refused(f"{value!r} is no list of {least}")
    return value


def _server(value, protocols):
    protocol, host, port, security, authentication, user, *rest = _list(value, 6)
    if type(port) is not int or not 1 <= port <= 65535:
        raise Refused(f"no port: {port!r}")
    if not HOST.fullmatch(_string(host)):
        raise Refused(f"no host: {host!r}")
    for text in rest:
        _string(text)  # null is allowed by the text of the format, and not by its reader
    return {"type": _number(protocol, protocols), "host": host, "port": port, "security": _number(security, SECURITIES),
            "auth": _number(authentication, AUTHENTICATIONS), "user": _string(user)}


def _identity(value):
    address, name = _list(value, 2)[:2]
    if not ADDRESS.fullmatch(_string(address)):
        raise Refused(f"no address: {address!r}")
    return address, _string(name)


def read(text):
    """[(incoming, [(outgoing, [(address, name), …]), …]), …]"""
    try:
        root = _list(json.loads(text), 4)
    except json.JSONDecodeError as error:
        raise Refused(str(error)) from None
    version, part, *accounts = root
    if type(version) is not int or version != 1:
        raise Refused(f"version {version!r}")
    if part != [1, 1] or len(accounts) % 2:
        raise Refused(f"parts {part!r}, {len(accounts)} lists")
    return [(_server(incoming, PROTOCOLS), [(_server(_list(group, 2)[0], {0: "smtp"}), [_identity(one) for one in group[1:]]) for group in _list(groups, 1)])
            for incoming, groups in zip(accounts[::2], accounts[1::2])]
