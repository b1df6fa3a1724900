"""Serves the packed packages of a folder as an npm registry on loopback while a command runs.

Usage: registry.py FOLDER COMMAND...    (sets npm_config_registry for the command)
"""

import base64
import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import threading


def main() -> None:
    folder, *command = sys.argv[1:]
    packages, files = {}, {}
    for path in sorted(pathlib.Path(folder).glob("*.tgz")):
        content = path.read_bytes()
        with tarfile.open(path) as tar:
            manifest = json.load(tar.extractfile("package/package.json"))
        files[f"/{path.name}"] = content
        manifest["dist"] = {
            "tarball": path.name,
            "integrity": "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode(),
        }
        packages[f"/{manifest['name']}"] = manifest

    class Registry(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = 404, b"{}"
            if self.path in files:
                status, body = 200, files[self.path]
            elif self.path in packages:
                one = json.loads(json.dumps(packages[self.path]))
                one["dist"]["tarball"] = f"{address}/{one['dist']['tarball']}"
                document = {"name": one["name"], "dist-tags": {"latest": one["version"]}, "versions": {one["version"]: one}}
                status, body = 200, json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {**os.environ, "npm_config_registry": address, "npm_config_audit": "false", "npm_config_fund": "false"}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


main()
