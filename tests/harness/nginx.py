# SPDX-License-Identifier: Apache-2.0
"""A real nginx with the configuration that deploy/nginx/ hands out: only addresses and files are put in its place."""
from .process import ROOT, Process, free_address, listens

DEPLOY = ROOT / "deploy" / "nginx"

MAIN = """\
daemon off;
user root;
pid {directory}/nginx.pid;
error_log {directory}/start.log;
events {{ worker_connections 512; }}
http {{
	access_log off;
	client_body_temp_path {directory}/body;
	proxy_temp_path {directory}/proxy;
	fastcgi_temp_path {directory}/fastcgi;
	uwsgi_temp_path {directory}/uwsgi;
	scgi_temp_path {directory}/scgi;
	include {directory}/carbone-autoconf.conf;
	server {{
		listen {plain};
		listen {secure} ssl http2;
		server_name {sites};
		ssl_certificate {chain};
		ssl_certificate_key {key};
		location / {{ default_type text/html; return 200 "<html>the web site</html>"; }}
		include {directory}/carbone-autoconf-site.conf;
	}}
}}
"""


def substitute(text, pairs):
    """Each of the old words must be there, or the test would no longer use the file that people are given."""
    for old, new in pairs:
        assert old in text, f"deploy/nginx has no {old!r}"
        text = text.replace(old, new)
    return text


class Nginx:
    """plain and secure: listening addresses.  sites: mail domains that have a web site here."""

    def __init__(self, directory, upstream, chain, key, sites, plain=None, secure=None):
        self.directory = directory
        self.plain, self.secure = plain or free_address(), secure or free_address()
        words = {"directory": directory, "chain": chain, "key": key, "sites": " ".join(sites)}
        words |= {"plain": "%s:%d" % self.plain, "secure": "%s:%d" % self.secure}
        self._deploy("carbone-autoconf.conf", [
            ("127.0.0.1:4243", upstream),
            ("listen 80;", f"listen {words['plain']};"), ("listen [::]:80;", ""),
            ("listen 443 ", f"listen {words['secure']} "), ("listen [::]:443 ssl http2;", ""),
            ("/etc/ssl/carbone-autoconf/fullchain.pem", str(chain)), ("/etc/ssl/carbone-autoconf/privkey.pem", str(key)),
            ("/var/log/nginx", str(directory)), ("/etc/nginx/", f"{directory}/"), ("autoconfig.example.org", "autoconfig.example.test"),
        ])
        self._deploy("carbone-autoconf-site.conf", [("/var/log/nginx", str(directory)), ("/etc/nginx/", f"{directory}/")])
        self._deploy("carbone-autoconf-proxy.conf", [])
        (directory / "nginx.conf").write_text(MAIN.format(**words))
        self.process = Process(["/usr/sbin/nginx", "-e", directory / "start.log", "-c", directory / "nginx.conf"], directory / "nginx.out")
        self.process.wait_for(lambda: listens(self.secure), "nginx listening")

    def _deploy(self, name, pairs):
        (self.directory / name).write_text(substitute((DEPLOY / name).read_text(), pairs))

    @property
    def access_log(self):
        return (self.directory / "carbone-autoconf.log").read_text()

    def logs(self):
        return "".join(path.read_text(errors="replace") for path in self.directory.glob("*.log"))

    def end(self):
        assert self.process.end() == 0, self.logs()
