# SPDX-License-Identifier: Apache-2.0
"""What each protocol's answer says of an account's services, read as its clients read it: dicts of type, host, port, security, url, login
and authentication, in which what the protocol does not say is missing.

Written from the protocols' own papers, and from nothing that the service is made of.
"""
import json
import plistlib
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from harness import zone

from . import pox
from .mozilla import PATH as AUTOCONFIG

NO_LOGIN = (["none"], ["client-ip-address"])


def only(**said):
    return {name: value for name, value in said.items() if value is not None}


# ---- autoconfig-06 ----

MOZILLA_TYPES = {
    ("incomingServer", "imap"): "imap", ("incomingServer", "pop3"): "pop3", ("incomingServer", "jmap"): "jmap", ("incomingServer", "ews"): "ews",
    ("incomingServer", "activeSync"): "activesync", ("outgoingServer", "smtp"): "submission", ("calendar", "caldav"): "caldav",
    ("addressbook", "carddav"): "carddav", ("fileShare", "webdav"): "webdav", ("chatServer", "xmpptcp"): "xmpp", ("chatServer", "xmpp"): "xmpp",
    ("setupServer", "managesieve"): "managesieve",
}
MOZILLA_LOGINS = {
    "password-cleartext": "password", "Basic": "password", "password-encrypted": "password-encrypted", "Digest": "password-encrypted", "NTLM": "ntlm",
    "GSSAPI": "gssapi", "TLS-client-cert": "tls-client-cert", "OAuth2": "oauth2", "client-IP-address": "client-ip-address", "none": "none",
}
SOCKETS = {"SSL": "tls", "STARTTLS": "starttls", "plain": "none"}


def placed(template, address, encode=lambda text: text):
    local, domain = address.rsplit("@", 1)
    for name, value in (("%EMAILADDRESS%", address), ("%EMAILLOCALPART%", local), ("%EMAILDOMAIN%", domain)):
        template = template and template.replace(name, encode(value))
    return template


def percent(text):
    return quote(text, safe="")


def mozilla_section(element, address):
    url = element.findtext("url")
    logins = dict.fromkeys(MOZILLA_LOGINS[way.text] for way in element.findall("authentication"))
    said = only(type=MOZILLA_TYPES[element.tag, element.get("type")], url=placed(url, address, percent),
                login=placed(element.findtext("username"), address), authentication=list(logins))
    if url is None:
        said |= {"host": element.findtext("hostname"), "port": int(element.findtext("port")), "security": SOCKETS[element.findtext("socketType")]}
    return said


def mozilla(service, address, domain):
    answer = service.ask(f"{AUTOCONFIG}?emailaddress={percent(address)}", host=f"autoconfig.{domain}")
    if answer.status == 404:
        return []
    root = ElementTree.fromstring(answer.body)
    sections = [element for parent in (root.find("emailProvider"), root) for element in parent if (element.tag, element.get("type")) in MOZILLA_TYPES]
    pages = [{"type": "webmail", "url": page.get("url")} for page in root.iter("loginPage")]
    return [mozilla_section(element, address) for element in sections] + pages


# ---- MS-OXDSCLI, MS-ASCMD ----

OUTLOOK_TYPES = {"IMAP": "imap", "POP3": "pop3", "SMTP": "submission", "CalDAV": "caldav", "CardDAV": "carddav", "WEB": "webmail"}
OUTLOOK_SECURITY = {("on", "SSL"): "tls", ("on", "TLS"): "starttls", ("off", "None"): "none"}


def outlook_protocol(protocol):
    said = {"type": OUTLOOK_TYPES[protocol["Type"]], "login": protocol["LoginName"], "needs_login": protocol["AuthRequired"] == "on"}
    if "Port" not in protocol:
        return said | {"url": protocol["Server"]}
    assert protocol["SPA"] == "off"
    security = OUTLOOK_SECURITY[protocol["SSL"], protocol["Encryption"]]
    return said | {"host": protocol["Server"], "port": int(protocol["Port"]), "security": security}


def outlook(service, address, _):
    kind, said = pox.read(pox.post(service.address, pox.request(address)))
    return [] if kind == "error" else [outlook_protocol(protocol) for protocol in said["protocols"]]


def mobilesync(service, address, _):
    kind, said = pox.read(pox.post(service.address, pox.mobile(address)))
    return [] if kind == "error" else [{"type": "activesync", "url": url} for name, url, _ in said["servers"] if name == "MobileSync"]


def autodiscover_json(service, address, _):
    answer = service.ask(f"/autodiscover/autodiscover.json?Email={percent(address)}&Protocol=ActiveSync")
    return [{"type": "activesync", "url": json.loads(answer.body)["Url"]}] if answer.status == 200 else []


# ---- Apple's device management ----

APPLE_LOGINS = {"EmailAuthPassword": "password", "EmailAuthCRAMMD5": "password-encrypted", "EmailAuthNTLM": "ntlm"}


def apple_mail(payload, direction, kind):
    def key(name):
        return payload[f"{direction}MailServer{name}"]

    port, way = key("PortNumber"), key("Authentication")
    security = ("tls" if port in (993, 995, 465) else "starttls") if key("UseSSL") else "none"
    logins = {"authentication": [APPLE_LOGINS[way]]} if way in APPLE_LOGINS else {"needs_login": False}
    return {"type": kind, "host": key("HostName"), "port": port, "security": security, "login": key("Username"), **logins}


def apple_dav(payload, kind, prefix):
    return {"type": kind, "host": payload[f"{prefix}HostName"], "port": payload[f"{prefix}Port"], "login": payload[f"{prefix}Username"],
            "security": "tls" if payload[f"{prefix}UseSSL"] else "none", "authentication": ["password"]}


def with_login(said, login):
    return said | ({"login": login, "authentication": ["password"]} if login else {"authentication": ["none"]})


def apple_server(kind, host, port, is_encrypted, login):
    return with_login({"type": kind, "host": host, "port": port, "security": "tls" if is_encrypted else "none"}, login)


# A kind of payload, and what it says of a service; the ports of two are the devices' own.
APPLE_PAYLOADS = {
    "com.apple.caldav.account": lambda said: apple_dav(said, "caldav", "CalDAV"),
    "com.apple.carddav.account": lambda said: apple_dav(said, "carddav", "CardDAV"),
    "com.apple.ldap.account": lambda said: apple_server(
        "ldap", said["LDAPAccountHostName"], 636 if said["LDAPAccountUseSSL"] else 389, said["LDAPAccountUseSSL"], said.get("LDAPAccountUserName")),
    "com.apple.subscribedcalendar.account": lambda said: with_login(
        {"type": "subscribed-calendar", "url": said["SubCalAccountHostName"]}, said.get("SubCalAccountUsername")),
    "com.apple.eas.account": lambda said: apple_server("activesync", said["Host"], 443 if said["SSL"] else 80, said["SSL"], said["UserName"]),
    "com.apple.ews.account": lambda said: apple_server("ews", said["Host"], said["Port"], said["SSL"], said["UserName"]),
    "com.apple.webClip.managed": lambda said: {"type": "webmail", "url": said["URL"]},
}


def apple_payload(payload):
    kind = payload["PayloadType"]
    if kind in APPLE_PAYLOADS:
        return [APPLE_PAYLOADS[kind](payload)]
    incoming = {"EmailTypeIMAP": "imap", "EmailTypePOP": "pop3"}[payload["EmailAccountType"]]
    return [apple_mail(payload, "Incoming", incoming), apple_mail(payload, "Outgoing", "submission")]


def apple(service, address, _):
    answer = service.ask(f"/mobileconfig?emailaddress={percent(address)}")
    if answer.status == 404:
        return []
    return [said for payload in plistlib.loads(answer.body)["PayloadContent"] for said in apple_payload(payload)]


# ---- pacc-03 ----

PACC_PORTS = {"imap": 993, "pop3": 995, "submit": 465}


def pacc(service, address, domain):
    answer = service.ask("/.well-known/user-agent-configuration.json", host=f"ua-auto-config.{domain}")
    if answer.status == 404:
        return []
    protocols = json.loads(answer.body)["protocols"]
    assert protocols.pop("smtp", None) == protocols.get("submit")
    servers = [{"type": "submission" if name == "submit" else name, "host": said["host"], "port": PACC_PORTS[name], "security": "tls", "login": address}
               for name, said in protocols.items() if "host" in said]
    return servers + [{"type": name, "url": said["url"], "login": address} for name, said in protocols.items() if "url" in said]


# ---- RFC 6764, RFC 8620 ----

def well_known(service, _, domain):
    answers = [(name, service.ask(f"/.well-known/{name}", host=domain)) for name in ("caldav", "carddav", "jmap")]
    return [{"type": name, "url": answer["Location"]} for name, answer in answers if answer.status == 301]


# ---- RFC 6186 and its kin ----

LABELS = {
    "_imaps": ("imap", "tls"), "_imap": ("imap", "starttls"), "_pop3s": ("pop3", "tls"), "_pop3": ("pop3", "starttls"),
    "_submissions": ("submission", "tls"), "_submission": ("submission", "starttls"), "_sieve": ("managesieve", "starttls"),
    "_caldavs": ("caldav", "tls"), "_carddavs": ("carddav", "tls"), "_jmap": ("jmap", "tls"), "_xmpp-client": ("xmpp", "starttls"),
    "_xmpps-client": ("xmpp", "tls"), "_ldap": ("ldap", "starttls"), "_ldaps": ("ldap", "tls"),
}


def dns(fragment):
    found = []
    for name, kind, data in zone.records(fragment):
        label = name.split(".")[0]
        if kind != "SRV" or label not in LABELS or data.endswith(" ."):
            continue
        _, _, port, host = data.split()
        found.append({"type": LABELS[label][0], "security": LABELS[label][1], "host": host.rstrip("."), "port": int(port)})
    return found


def place_of(url):
    """Host and port, for those that say no more of a URL."""
    parts = urlsplit(url)
    return {"host": parts.hostname, "port": parts.port or (443 if parts.scheme in ("https", "wss") else 80),
            "security": "tls" if parts.scheme in ("https", "wss") else "none"}


ANSWERS = {"mozilla": mozilla, "outlook": outlook, "mobilesync": mobilesync, "json": autodiscover_json, "apple": apple, "pacc": pacc,
           "well-known": well_known}
