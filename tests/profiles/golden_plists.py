# SPDX-License-Identifier: Apache-2.0
"""The golden profiles judged by what Apple's schema asks for, not by ourselves: keys, types, values, and ports that agree with UseSSL.

First refuses documents that are wrong, so that its silence means something.
"""

import copy
import datetime
import plistlib
import re
import sys
from pathlib import Path

UUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\Z")
TYPES = {"EmailTypeIMAP", "EmailTypePOP"}
AUTHENTICATIONS = {"EmailAuthNone", "EmailAuthPassword", "EmailAuthCRAMMD5", "EmailAuthNTLM", "EmailAuthHTTPMD5"}

# key: (type, required, allowed values)
COMMON = {
    "PayloadType": (str, True, None), "PayloadVersion": (int, True, {1}), "PayloadIdentifier": (str, True, None),
    "PayloadUUID": (str, True, None), "PayloadDisplayName": (str, False, None), "PayloadDescription": (str, False, None),
    "PayloadOrganization": (str, False, None),
}


def server(prefix):
    return {
        f"{prefix}MailServerAuthentication": (str, True, AUTHENTICATIONS), f"{prefix}MailServerHostName": (str, True, None),
        f"{prefix}MailServerPortNumber": (int, False, range(1, 65536)), f"{prefix}MailServerUseSSL": (bool, False, None),
        f"{prefix}MailServerUsername": (str, False, None),
    }


def dav(prefix):
    return {
        f"{prefix}AccountDescription": (str, False, None), f"{prefix}HostName": (str, True, None), f"{prefix}Username": (str, False, None),
        f"{prefix}UseSSL": (bool, False, None), f"{prefix}Port": (int, False, range(1, 65536)),
    }


SWITCHES = {key: (bool, False, None) for key in (
    "PreventMove", "PreventAppSheet", "allowMailDrop", "disableMailRecentsSyncing", "SMIMESigningUserOverrideable",
    "SMIMESigningCertificateUUIDUserOverrideable", "SMIMEEncryptByDefaultUserOverrideable", "SMIMEEncryptionCertificateUUIDUserOverrideable",
    "SMIMEEnableEncryptionPerMessageSwitch")}
PAYLOADS = {
    "com.apple.mail.managed": {
        "EmailAccountDescription": (str, False, None), "EmailAccountName": (str, False, None), "EmailAccountType": (str, True, TYPES),
        "EmailAddress": (str, False, None), "OutgoingPasswordSameAsIncomingPassword": (bool, False, None),
        "IncomingMailServerIMAPPathPrefix": (str, False, None), **server("Incoming"), **server("Outgoing"), **SWITCHES,
    },
    "com.apple.ldap.account": {
        "LDAPAccountDescription": (str, False, None), "LDAPAccountHostName": (str, True, None), "LDAPAccountUserName": (str, False, None),
        "LDAPAccountUseSSL": (bool, False, None), "LDAPSearchSettings": (list, False, None),
    },
    "com.apple.subscribedcalendar.account": {
        "SubCalAccountDescription": (str, False, None), "SubCalAccountHostName": (str, True, None), "SubCalAccountUsername": (str, False, None),
        "SubCalAccountUseSSL": (bool, False, None),
    },
    "com.apple.eas.account": {
        "EmailAddress": (str, False, None), "Host": (str, False, None), "SSL": (bool, False, None), "UserName": (str, False, None),
        **{f"Enable{what}": (bool, False, None) for what in ("Mail", "Contacts", "Calendars", "Reminders", "Notes")}, **SWITCHES,
    },
    "com.apple.ews.account": {
        "EmailAddress": (str, False, None), "Host": (str, False, None), "Path": (str, False, None), "Port": (int, False, range(1, 65536)),
        "SSL": (bool, False, None), "UserName": (str, False, None), "allowMailDrop": (bool, False, None),
    },
    "com.apple.security.root": {"PayloadContent": (bytes, True, None)},
    "com.apple.webClip.managed": {"Label": (str, True, None), "URL": (str, True, None), "Icon": (bytes, False, None)},
    "com.apple.caldav.account": dav("CalDAV"),
    "com.apple.carddav.account": dav("CardDAV"),
}
TOP = {**COMMON, "ConsentText": (dict, False, None), "RemovalDate": (datetime.datetime, False, None), "DurationUntilRemoval": (float, False, None),
       "PayloadExpirationDate": (datetime.datetime, False, None), "PayloadContent": (list, True, None), "PayloadType": (str, True, {"Configuration"})}


def check_keys(where, given, known):
    for key in given.keys() - known.keys():
        yield f"{where}: {key} is no key of Apple's"
    for key, (kind, required, values) in known.items():
        if key not in given:
            if required:
                yield f"{where}: {key} is missing"
            continue
        value = given[key]
        if type(value) is not kind:
            yield f"{where}: {key} is a {type(value).__name__}, not a {kind.__name__}"
        elif values is not None and value not in values:
            yield f"{where}: {key} may not be {value!r}"
        elif value == "":
            yield f"{where}: {key} is empty"


def check_tls(where, payload):
    """The port, and nothing else, tells a device which kind of TLS: UseSSL on any port but these is STARTTLS."""
    incoming = 993 if payload.get("EmailAccountType") == "EmailTypeIMAP" else 995
    for prefix, port in (("Incoming", incoming), ("Outgoing", 465)):
        if payload.get(f"{prefix}MailServerPortNumber") == port and not payload.get(f"{prefix}MailServerUseSSL"):
            yield f"{where}: {prefix} in clear on port {port}"


def check_identity(profile):
    everything = [profile, *profile.get("PayloadContent", [])]
    for key in ("PayloadUUID", "PayloadIdentifier"):
        values = [one.get(key) for one in everything]
        if len(set(values)) != len(values):
            yield f"{key} stands twice"
    for one in everything:
        if not UUID.match(str(one.get("PayloadUUID"))):
            yield f"{one.get('PayloadUUID')} is no version 5 UUID in upper case"
        if not re.match(r"[a-z0-9.-]+\Z", str(one.get("PayloadIdentifier"))):
            yield f"{one.get('PayloadIdentifier')} is no reverse-DNS name"
        if not str(one.get("PayloadIdentifier")).startswith(str(profile.get("PayloadIdentifier"))):
            yield f"{one.get('PayloadIdentifier')} does not begin as the profile's"


def check(profile):
    yield from check_keys("profile", profile, TOP)
    yield from check_identity(profile)
    if not profile.get("PayloadContent"):
        yield "no payload"
    for payload in profile.get("PayloadContent", []):
        kind = payload.get("PayloadType")
        if kind not in PAYLOADS:
            yield f"{kind} is no payload we write"
            continue
        yield from check_keys(kind, payload, {**COMMON, **PAYLOADS[kind]})
        if kind == "com.apple.mail.managed":
            yield from check_tls(kind, payload)


def changed(profile, **keys):
    other = copy.deepcopy(profile)
    for key, value in keys.items():
        if value is None:
            del other["PayloadContent"][0][key]
        else:
            other["PayloadContent"][0][key] = value
    return other


def self_test(good):
    bad = {
        "a port as text": changed(good, IncomingMailServerPortNumber="993"),
        "a switch as a number": changed(good, IncomingMailServerUseSSL=1),
        "a missing host": changed(good, OutgoingMailServerHostName=None),
        "an empty name": changed(good, EmailAccountName=""),
        "an unknown key": changed(good, EmailOAuth=True),
        "an unknown method": changed(good, IncomingMailServerAuthentication="EmailAuthOAuth"),
        "clear text on 993": changed(good, IncomingMailServerUseSSL=False),
        "one UUID twice": changed(good, PayloadUUID=good["PayloadUUID"]),
        "no payload": {**good, "PayloadContent": []},
    }
    for name, profile in bad.items():
        if not list(check(profile)):
            sys.exit(f"self-test: {name} was accepted")


def main():
    files = sorted(Path(sys.argv[1]).glob("*.plist"))
    self_test(plistlib.loads(Path(sys.argv[1], "imap-implicit-tls.plist").read_bytes()))
    wrong = [f"{path.name}: {sentence}" for path in files for sentence in check(plistlib.loads(path.read_bytes()))]
    print(f"{len(files)} profiles")
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
