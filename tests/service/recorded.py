# SPDX-License-Identifier: Apache-2.0
"""
What real mail programs sent, header for header, to a recording server: one row a request, with what we have to answer.  The names of
people and domains are example.test's.  `scheme` is what the proxy saw.
"""
from .pox import MOBILE, MOBILE_REQUEST, OUTLOOK, OUTLOOK_REQUEST

AUTOCONFIG = "the settings"
SETTINGS = "the outlook document"
MOBILESYNC = "the mobilesync document"

THUNDERBIRD = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"), ("Accept", "*/*"),
    ("Accept-Language", "en-US,en;q=0.9"),
]
THUNDERBIRD_HTTPS = THUNDERBIRD + [("Accept-Encoding", "gzip, deflate, br, zstd")]
THUNDERBIRD_HTTP = THUNDERBIRD + [("Accept-Encoding", "gzip, deflate")]
KEEP = [("Connection", "keep-alive")]
XML = [("Content-Type", "text/xml; charset=utf-8")]
BASIC = [("Authorization", "Basic dXNlckBleGFtcGxlLnRlc3Q6c2VjcmV0")]
EXCHANGELIB = [("User-Agent", "exchangelib/4.9.0 (python-requests/2.28.1)"), ("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*")] + KEEP + XML
ACCOUNTWIZARD = [
    ("Connection", "keep-alive"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) KIO/5.103 accountwizard/0.2"), ("Pragma", "no-cache"),
    ("Cache-control", "no-cache"), ("Accept", "text/html, text/*;q=0.9, image/jpeg;q=0.9, image/png;q=0.9, image/*;q=0.9, */*;q=0.8"),
    ("Accept-Encoding", "gzip, deflate, x-gzip, x-deflate"), ("Accept-Charset", "utf-8,*;q=0.5"), ("Accept-Language", "en"),
]
EVOLUTION = [("User-Agent", "Evolution/3.46.4"), ("Accept-Encoding", "gzip, deflate"), ("Connection", "Keep-Alive")]

THUNDERBIRD_BODY = f"""<?xml version="1.0" encoding="utf-8"?>
    <Autodiscover xmlns="{OUTLOOK_REQUEST}">
      <Request>
        <EMailAddress>user@example.test</EMailAddress>
        <AcceptableResponseSchema>{OUTLOOK}</AcceptableResponseSchema>
      </Request>
    </Autodiscover>"""
EXCHANGELIB_BODY = (f"<?xml version='1.0' encoding='utf-8'?>\n<Autodiscover xmlns=\"{OUTLOOK_REQUEST}\"><Request>"
                    f"<EMailAddress>user@example.test</EMailAddress><AcceptableResponseSchema>{OUTLOOK}</AcceptableResponseSchema>"
                    "</Request></Autodiscover>")
UNDECLARED_BODY = EXCHANGELIB_BODY.split("\n", 1)[1]
PHONE_BODY = (f'<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="{MOBILE_REQUEST}"><Request>'
              f"<EMailAddress>user@example.test</EMailAddress><AcceptableResponseSchema>{MOBILE}</AcceptableResponseSchema>"
              "</Request></Autodiscover>")

MAIL = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
ADDRESS = "?emailaddress=user%40example.test"
POX = "/autodiscover/autodiscover.xml"

# who and what; scheme; method and target; Host; headers; body; answer (a status, or one of the documents above)
REQUESTS = [
    # Thunderbird 153, one search: all of these within 50 ms
    ("Thunderbird, autoconfig", "https", "GET", MAIL + ADDRESS, "autoconfig.example.test", THUNDERBIRD_HTTPS + KEEP, "", AUTOCONFIG),
    ("Thunderbird, well-known", "https", "GET", WELL_KNOWN + ADDRESS, "example.test", THUNDERBIRD_HTTPS + KEEP, "", AUTOCONFIG),
    ("Thunderbird, autoconfig, http", "http", "GET", MAIL + ADDRESS, "autoconfig.example.test", THUNDERBIRD_HTTP + KEEP, "", AUTOCONFIG),
    ("Thunderbird, well-known, http", "http", "GET", WELL_KNOWN + ADDRESS, "example.test", THUNDERBIRD_HTTP + KEEP, "", AUTOCONFIG),
    ("Thunderbird, Autodiscover host", "https", "POST", POX, "autodiscover.example.test", THUNDERBIRD_HTTPS + XML + KEEP, THUNDERBIRD_BODY, SETTINGS),
    ("Thunderbird, Autodiscover at the domain", "https", "POST", POX, "example.test", THUNDERBIRD_HTTPS + XML + KEEP, THUNDERBIRD_BODY, SETTINGS),
    ("Thunderbird, with a password", "https", "POST", POX, "example.test", THUNDERBIRD_HTTPS + XML + BASIC + KEEP, THUNDERBIRD_BODY, SETTINGS),
    ("Thunderbird, Autodiscover, http", "http", "POST", POX, "autodiscover.example.test", THUNDERBIRD_HTTP + XML + KEEP, THUNDERBIRD_BODY, 307),
    ("Thunderbird, after a 302", "https", "GET", POX, "autodiscover.example.test", THUNDERBIRD_HTTPS + KEEP, "", 405),
    ("Thunderbird, mail exchanger's host", "https", "GET", MAIL + "?emailaddress=user%40other.test", "autoconfig.example.test",
     THUNDERBIRD_HTTPS + KEEP, "", AUTOCONFIG),
    # exchangelib 4.9: first without, then with credentials; then the plain redirect
    ("exchangelib", "https", "POST", "/Autodiscover/Autodiscover.xml", "example.test", EXCHANGELIB, EXCHANGELIB_BODY, SETTINGS),
    ("exchangelib, Basic", "https", "POST", "/Autodiscover/Autodiscover.xml", "example.test", EXCHANGELIB + BASIC, EXCHANGELIB_BODY, SETTINGS),
    ("exchangelib, redirect", "http", "GET", "/Autodiscover/Autodiscover.xml", "autodiscover.example.test", EXCHANGELIB[:3], "", 302),
    ("exchangelib, redirect's target", "https", "HEAD", POX, "autodiscover.example.test", EXCHANGELIB[:3], "", 405),
    # the others
    ("KDE accountwizard", "https", "GET", MAIL, "autoconfig.example.test", ACCOUNTWIZARD, "", AUTOCONFIG),
    ("Evolution", "https", "GET", MAIL + "?emailaddress=EVOLUTIONUSER%40example.test&emailmd5=b58996c504c5638798eb6b511e6f49af",
     "autoconfig.example.test", EVOLUTION, "", AUTOCONFIG),
    ("Evolution EWS", "https", "POST", POX, "autodiscover.example.test", EVOLUTION + XML, UNDECLARED_BODY, SETTINGS),
    ("Delta Chat 2.57, autoconfig", "https", "GET", f"https://autoconfig.example.test{MAIL}{ADDRESS}", "autoconfig.example.test", [], "", AUTOCONFIG),
    ("Delta Chat 2.57, well-known", "https", "GET", f"https://example.test{WELL_KNOWN}", "example.test", [], "", AUTOCONFIG),
    ("Delta Chat 2.57, Autodiscover", "https", "GET", f"https://example.test{POX}", "example.test", [], "", 405),
    ("Thunderbird for Android", "https", "GET", MAIL, "autoconfig.example.test",
     [("User-Agent", "okhttp/4.12.0"), ("Accept-Encoding", "gzip")], "", AUTOCONFIG),
    ("FairEmail, a raw plus", "https", "GET", MAIL + "?emailaddress=user+tag@example.test", "autoconfig.example.test", [], "", AUTOCONFIG),
    ("Outlook, older spelling", "https", "POST", "/AutoDiscover/AutoDiscover.xml", "autodiscover.example.test",
     [("User-Agent", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)"), ("X-MapiHttpCapability", "1"),
      ("Content-Type", "text/xml"), ("Depth", "0")], EXCHANGELIB_BODY, SETTINGS),
    ("Outlook, looking for the redirect", "http", "GET", POX, "autodiscover.example.test", [], "", 302),
    ("eM Client, no User-Agent", "https", "POST", POX, "example.test", [("Content-Type", "text/xml")], EXCHANGELIB_BODY, SETTINGS),
    ("a phone, ActiveSync", "https", "POST", "/Autodiscover/Autodiscover.xml", "example.test",
     [("User-Agent", "Apple-iPhone14C2/2107.65")] + XML + BASIC, PHONE_BODY, MOBILESYNC),
    ("an old Android, no body", "https", "POST", "/Autodiscover/Autodiscover.xml", "example.test",
     [("User-Agent", "Android-Mail/7.11")] + BASIC, "", 600),
]
