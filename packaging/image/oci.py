"""Packs a folder as the only layer of a container image, into an OCI archive whose bytes depend only on the content.

Usage: oci.py FOLDER ARCHITECTURE COMMIT ARCHIVE
(standard input: the output of `cargo metadata --no-deps`; time of all files: SOURCE_DATE_EPOCH)
"""

import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import sys
import tarfile

USER = 65532
TIME = int(os.environ["SOURCE_DATE_EPOCH"])


def layer(folder: pathlib.Path) -> bytes:
    """Returns the folder as a tar. Root owns all files except the home of the user."""

    def normal(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime = TIME
        entry.uid = entry.gid = USER if entry.name.startswith("home/travauth") else 0
        entry.uname = entry.gname = ""
        return entry

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False, filter=normal)
    return packed.getvalue()


class Blobs:
    """The files of the archive, each named by its hash."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, media_type: str, content: bytes) -> dict:
        digest = hashlib.sha256(content).hexdigest()
        self.files[f"blobs/sha256/{digest}"] = content
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}


def to_json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def main() -> None:
    folder, architecture, commit, archive = sys.argv[1:]
    crate = json.load(sys.stdin)["packages"][0]
    created = datetime.datetime.fromtimestamp(TIME, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.description": crate["description"],
        "org.opencontainers.image.licenses": crate["license"],
        "org.opencontainers.image.revision": commit,
        "org.opencontainers.image.title": crate["name"],
        "org.opencontainers.image.version": crate["version"],
    }
    if crate["repository"]:
        labels["org.opencontainers.image.source"] = crate["repository"]

    blobs = Blobs()
    content = layer(pathlib.Path(folder))
    packed = blobs.add("application/vnd.oci.image.layer.v1.tar+gzip", gzip.compress(content, 9, mtime=0))
    config = {
        "architecture": architecture,
        "os": "linux",
        "created": created,
        "config": {
            "User": f"{USER}:{USER}",
            # The files of a container are deleted with it, so a cache in them would be useless.
            "Env": ["PATH=/usr/bin", "HOME=/home/travauth", "TRAVAUTH_CACHE=none"],
            "Entrypoint": ["/usr/bin/travauth"],
            "WorkingDir": "/home/travauth",
            "Labels": labels,
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(content).hexdigest()}"]},
        "history": [{"created": created, "created_by": "packaging/release"}],
    }
    described = blobs.add("application/vnd.oci.image.config.v1+json", to_json(config))
    manifest_type = "application/vnd.oci.image.manifest.v1+json"
    manifest = {
        "schemaVersion": 2,
        "mediaType": manifest_type,
        "config": described,
        "layers": [packed],
        "annotations": labels,
    }
    entry = blobs.add(manifest_type, to_json(manifest))
    entry["platform"] = {"architecture": architecture, "os": "linux"}
    entry["annotations"] = {"org.opencontainers.image.ref.name": crate["version"]}

    files = dict(blobs.files)
    files["oci-layout"] = to_json({"imageLayoutVersion": "1.0.0"})
    files["index.json"] = to_json({"schemaVersion": 2, "manifests": [entry]})
    # Older versions of `docker load` need this file.
    path = "blobs/sha256/"
    files["manifest.json"] = to_json(
        [
            {
                "Config": described["digest"].replace("sha256:", path),
                "RepoTags": [f"{crate['name']}:{crate['version']}"],
                "Layers": [packed["digest"].replace("sha256:", path)],
            }
        ]
    )
    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, bytes_ in sorted(files.items()):
            file = tarfile.TarInfo(name)
            file.size, file.mtime, file.mode = len(bytes_), TIME, 0o644
            tar.addfile(file, io.BytesIO(bytes_))


main()
