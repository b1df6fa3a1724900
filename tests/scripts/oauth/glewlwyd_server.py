"""Glewlwyd, an OAuth 2.0 server in C. It prints its base URL, then serves until it is killed.

This program sets up Glewlwyd, and forwards token requests to it. Beside the token endpoint it serves an API at /api/things,
which asks Glewlwyd whether the token is valid, and two addresses for the test: /forget revokes all tokens, and /count returns
the number of token requests.

Usage: glewlwyd_server.py DIRECTORY CLIENT_ID CLIENT_SECRET
"""
import base64
import gzip
import http.cookiejar
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

DIRECTORY, CLIENT_ID, CLIENT_SECRET = Path(sys.argv[1]), *sys.argv[2:]
MODULES = "/usr/lib/glewlwyd"
BASIC = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


port = free_port()
base = f"http://127.0.0.1:{port}/api"
schema = gzip.open("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz").read().decode()
sqlite3.connect(DIRECTORY / "db").executescript(schema)
(DIRECTORY / "glewlwyd.conf").write_text(
    f"""
port = {port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:{port}/"
login_url = "login.html"
api_prefix = "api"
allow_origin = "*"
log_mode = "console"
log_level = "ERROR"
cookie_secure = 0
session_key = "SESSION"
admin_session_authentication = "cookie"
profile_session_authentication = "cookie"
login_api_enabled = true
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "{MODULES}/user"
client_module_path = "{MODULES}/client"
user_auth_scheme_module_path = "{MODULES}/scheme"
plugin_module_path = "{MODULES}/plugin"
use_secure_connection = false
secure_connection_key_file = "none"
secure_connection_pem_file = "none"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"; path = "{DIRECTORY}/db"; }};
"""
)
glewlwyd = subprocess.Popen(["glewlwyd", f"--config-file={DIRECTORY}/glewlwyd.conf"], stdout=sys.stderr)


def stop(*_):
    glewlwyd.terminate()
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
admin = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def set_up(path, document):
    headers = {"Content-Type": "application/json"}
    admin.open(urllib.request.Request(base + path, json.dumps(document).encode(), headers)).close()


for _ in range(100):
    try:
        # The password of a new database.
        set_up("/auth/", {"username": "admin", "password": "password"})
        break
    except urllib.error.URLError:
        time.sleep(0.1)
plugin = {
    "jwt-type": "sha",
    "jwt-key-size": "256",
    "key": "only for this test",
    "access-token-duration": 1799,
    "refresh-token-duration": 86400,
    "code-duration": 600,
    "refresh-token-rolling": True,
    "auth-type-code-enabled": False,
    "auth-type-implicit-enabled": False,
    "auth-type-password-enabled": False,
    "auth-type-client-enabled": True,
    "auth-type-refresh-enabled": False,
    "scope": [],
    "introspection-revocation-allowed": True,
    "introspection-revocation-auth-scope": [],
    "introspection-revocation-allow-target-client": True,
}
set_up("/mod/plugin/", {"module": "oauth2-glewlwyd", "name": "oauth", "display_name": "OAuth", "parameters": plugin})
set_up(
    "/client/",
    {
        "client_id": CLIENT_ID,
        "name": "test",
        "confidential": True,
        "password": CLIENT_SECRET,
        "authorization_type": ["client_credentials"],
        "scope": ["flights"],
        "enabled": True,
    },
)


def send(path, body, authorization):
    """Sends a form to Glewlwyd; returns status and body of the response."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": authorization or ""}
    request = urllib.request.Request(f"{base}/oauth{path}", body, {name: text for name, text in headers.items() if text})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


tokens = set()
count = 0


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def respond(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/forget":
            for token in tokens:
                send("/revoke/", urllib.parse.urlencode({"token": token}).encode(), BASIC)
            return self.respond(200, b"")
        if self.path == "/revoke":
            return self.respond(*send("/revoke/", body, self.headers.get("Authorization")))
        count += 1
        status, body = send("/token/", body, self.headers.get("Authorization"))
        if status == 200:
            tokens.add(json.loads(body)["access_token"])
        self.respond(status, body)

    def do_GET(self):
        if self.path == "/count":
            return self.respond(200, str(count).encode())
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, body = send("/introspect/", urllib.parse.urlencode({"token": bearer}).encode(), BASIC)
        is_valid = status == 200 and json.loads(body).get("active")
        self.respond(200 if is_valid else 401, b"{}")


httpd = HTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{httpd.server_port}", flush=True)
httpd.serve_forever()
