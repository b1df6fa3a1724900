"""Serves a name server, and a token endpoint over TLS, on loopback while a command runs.

Usage: provider.py CERTIFICATE KEY COMMAND...

The name server on 127.0.0.1, port 53, knows only the name api.provider.example.
"""

import http.server
import socketserver
import ssl
import struct
import subprocess
import sys
import threading

NAME = b"\x03api\x08provider\x07example\x00"


class Resolver(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        query, connection = self.request
        end = query.index(b"\x00", 12) + 1
        question = query[12 : end + 4]
        (kind,) = struct.unpack(">H", query[end : end + 2])
        is_known = query[12:end].lower() == NAME
        answer = b""
        if is_known and kind == 1:
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 1])
        flags = 0x8580 if is_known else 0x8583
        header = query[:2] + struct.pack(">HHHHH", flags, 1, 1 if answer else 0, 0, 0)
        connection.sendto(header + question + answer, self.client_address)


class TokenEndpoint(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"access_token":"token-from-the-provider","token_type":"Bearer","expires_in":1799}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    certificate, key, *command = sys.argv[1:]
    resolver = socketserver.ThreadingUDPServer(("127.0.0.1", 53), Resolver)
    endpoint = http.server.ThreadingHTTPServer(("127.0.0.1", 443), TokenEndpoint)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    endpoint.socket = context.wrap_socket(endpoint.socket, server_side=True)
    for server in (resolver, endpoint):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.exit(subprocess.run(command, check=False).returncode)


main()
