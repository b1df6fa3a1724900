"""A server that grants the token in the variable TOKEN to each POST, and returns the Authorization header of each GET.

The first line on standard output is the port.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def respond(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.respond(json.dumps({"access_token": os.environ["TOKEN"], "expires_in": 1799}).encode())

    def do_GET(self):
        self.respond(self.headers["Authorization"].encode("latin-1"))

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
