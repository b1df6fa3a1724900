"""An OAuth 2.0 server with Authlib and Flask. It prints its base URL, then serves until it is killed.

Usage: authlib_server.py CLIENT_ID CLIENT_SECRET USERNAME PASSWORD
"""
import os
import secrets
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from flask import Flask

CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD = sys.argv[1:]


class Client(ClientMixin):
    """The only client, which may send its secret in Basic or in the form."""

    client_id = CLIENT_ID

    def get_client_id(self):
        return CLIENT_ID

    def get_allowed_scope(self, scope):
        return scope if scope in ("", "flights") else ""

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(client_secret.encode(), CLIENT_SECRET.encode())

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type):
        return grant_type in ("client_credentials", "password")


METHODS = ["client_secret_basic", "client_secret_post"]


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class Password(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username, password):
        return USERNAME if (username, password) == (USERNAME, PASSWORD) else None


app = Flask(__name__)
server = AuthorizationServer(
    app,
    query_client=lambda client_id: Client() if client_id == CLIENT_ID else None,
    save_token=lambda token, request: None,
)
server.register_grant(ClientCredentials)
server.register_grant(Password)


@app.post("/oauth/token")
def token():
    return server.create_token_response()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


httpd = make_server("127.0.0.1", 0, app, handler_class=Quiet)
print(f"http://127.0.0.1:{httpd.server_port}", flush=True)
httpd.serve_forever()
