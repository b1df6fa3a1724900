"""Fills in the templates for package managers with the values of a release.

Usage: manifests.py TEMPLATES DIST VERSION REPOSITORY OUT

In a template, @VERSION@ and @REPOSITORY@ are replaced with the arguments, and @FILE TARGET@ and @SHA256 TARGET@ with the name
and the checksum of the archive for a target in DIST.
"""

import hashlib
import pathlib
import re
import sys


def main() -> None:
    templates, dist, version, repository, out = sys.argv[1:]

    def archive(target: str) -> pathlib.Path:
        name = f"travauth-{version}-{target}"
        for ending in ("tar.gz", "zip"):
            path = pathlib.Path(dist, f"{name}.{ending}")
            if path.exists():
                return path
        sys.exit(f"manifests.py: {name} is not in {dist}: a release needs the archives of all systems")

    def fill(match: re.Match) -> str:
        word, _, target = match[1].partition(" ")
        if word == "FILE":
            return archive(target).name
        if word == "SHA256":
            return hashlib.sha256(archive(target).read_bytes()).hexdigest()
        return {"VERSION": version, "REPOSITORY": repository}[word]

    for path in sorted(pathlib.Path(templates).rglob("*")):
        if path.is_file():
            target = pathlib.Path(out, path.relative_to(templates))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(re.sub(r"@([A-Z0-9]+(?: [\w-]+)?)@", fill, path.read_text()))


main()
