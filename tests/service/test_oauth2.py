# SPDX-License-Identifier: Apache-2.0
"""What OAuth 2 clients find: the document of Thunderbird's add-on, and the operator's own metadata (RFC 8414, RFC 9728)."""
import json

import pytest

from harness.settings import IMPLICIT, settings

CLIENT = "/.well-known/autoconfig/mail/oauth2-client.json"
SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
SSO = "https://sso.example.test/realms/mail/"
OAUTH2 = {"issuer": SSO, "authorization_url": SSO + "auth", "token_url": SSO + "token", "scope": "openid email", "client_id": "thunderbird"}
SERVICES = [{**service, "authentication": ["oauth2", "password"]} for service in IMPLICIT[:3]]


@pytest.mark.parametrize("host", ["example.test", "autoconfig.example.test"])
def test_client(start, host):
    answer = start(settings(oauth2=OAUTH2, services=SERVICES)).ask(CLIENT, host=host)
    assert (answer.status, answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == (200, "application/json", "*")
    assert json.loads(answer.body) == {
        "hostname": "imap.example.test pop.example.test smtp.example.test", "issuer": "sso.example.test", "clientId": "thunderbird", "usePkce": True,
        "authorizationEndpoint": SSO + "auth", "tokenEndpoint": SSO + "token", "redirectUri": "https://localhost",
        "scopes": {"imap": "openid email", "smtp": "openid email"},
    }


@pytest.mark.parametrize("sections", [
    {}, {"oauth2": OAUTH2}, {"services": SERVICES, "oauth2": {key: value for key, value in OAUTH2.items() if key != "client_id"}},
])
def test_no_client(start, sections):
    assert start(settings(**sections)).ask(CLIENT, host="example.test").status == 404


@pytest.fixture
def metadata(start, tmp_path):
    bodies = {"server": b'{ "issuer": "%s" }\n' % SSO.encode(), "resource": b'{"resource":"https://dav.example.test"}'}
    for name, body in bodies.items():
        (tmp_path / f"{name}.json").write_bytes(body)
    chosen = {"authorization_server": str(tmp_path / "server.json"), "protected_resource": [str(tmp_path / "resource.json")]}
    return start(settings(oauth2_metadata=chosen)), bodies


def test_metadata(metadata):
    """To the byte, at the place that the document is about, and nowhere else."""
    service, bodies = metadata
    for path, host, name in [(SERVER + "/realms/mail", "sso.example.test", "server"), (RESOURCE, "DAV.example.test:443", "resource")]:
        answer = service.ask(path, host=host)
        assert (answer.status, answer["Content-Type"], answer.body) == (200, "application/json", bodies[name])
        assert service.ask(path, host=host, method="HEAD").status == 200
        assert service.ask(path, host=host, method="POST").status == 405
    for path, host in [(SERVER, "sso.example.test"), (SERVER + "/realms/mail/", "sso.example.test"), (SERVER + "/realms/mail", "example.test"),
                       (RESOURCE, "sso.example.test"), (RESOURCE + "/x", "dav.example.test")]:
        assert service.ask(path, host=host).status == 404


def test_metadata_is_never_made_up(service):
    for path in (SERVER, SERVER + "/realms/mail", RESOURCE):
        assert service.ask(path, host="example.test").status == 404
