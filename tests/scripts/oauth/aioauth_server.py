"""An OAuth 2.0 server with aioauth. It prints its base URL, then serves until it is killed.

It replaces refresh tokens, and no longer accepts a replaced one. Beside the token endpoint it serves an API at /api/things, and
two addresses for the test: /forget revokes all tokens, and /count returns the number of token requests.

Usage: aioauth_server.py CLIENT_ID CLIENT_SECRET USERNAME PASSWORD
"""
import asyncio
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

from aioauth.collections import HTTPHeaderDict
from aioauth.config import Settings
from aioauth.models import Client, Token
from aioauth.requests import Post, Request
from aioauth.server import AuthorizationServer
from aioauth.storage import BaseStorage

CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD = sys.argv[1:]
SETTINGS = Settings(INSECURE_TRANSPORT=True, TOKEN_EXPIRES_IN=1799)
GRANTS = ["client_credentials", "password", "refresh_token"]


class Storage(BaseStorage):
    """One client, one user, and the tokens in memory."""

    def __init__(self):
        self.tokens = []
        self.count = 0

    async def get_client(self, *, request, client_id, client_secret=None):
        if (client_id, client_secret) != (CLIENT_ID, CLIENT_SECRET):
            return None
        return Client(client_id, client_secret, GRANTS, [], [], scope="flights")

    async def get_user(self, request):
        return (request.post.username, request.post.password) == (USERNAME, PASSWORD) or None

    async def create_token(self, *, request, client_id, scope, access_token, refresh_token=None):
        token = Token(access_token, refresh_token, scope, int(time.time()), 1799, 86400, client_id)
        self.tokens.append(token)
        return token

    async def get_token(self, *, request, client_id, access_token=None, refresh_token=None, token_type=None):
        found = (token for token in self.tokens if token.refresh_token == refresh_token or token.access_token == access_token)
        return next(found, None)

    async def revoke_token(self, *, request, client_id, refresh_token=None, token_type=None, access_token=None):
        self.tokens = [token for token in self.tokens if token.refresh_token != refresh_token]


storage = Storage()
server = AuthorizationServer(storage)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def respond(self, status, content, headers=()):
        body = content.encode()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/forget":
            storage.tokens = []
            return self.respond(200, "")
        storage.count += 1
        request = Request(
            method="POST",
            post=Post(**dict(parse_qsl(body))),
            headers=HTTPHeaderDict(self.headers.items()),
            settings=SETTINGS,
        )
        response = asyncio.run(server.create_token_response(request))
        headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
        self.respond(response.status_code, json.dumps(response.content), headers)

    def do_GET(self):
        if self.path == "/count":
            return self.respond(200, str(storage.count))
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        is_valid = any(token.access_token == bearer for token in storage.tokens)
        self.respond(200 if is_valid else 401, "{}")


httpd = HTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{httpd.server_port}", flush=True)
httpd.serve_forever()
