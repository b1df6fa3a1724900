"""Prints the licences of all crates that are linked into the program, and of Rust's standard library.

Usage: notices.py SOURCE TARGET
"""

import html
import json
import pathlib
import re
import subprocess
import sys

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
RULE = "=" * 80


def linked_packages(source: str, target: str) -> tuple[str, list[dict]]:
    """Returns the name of the program and its crates, without those for tests and build scripts."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    metadata = json.loads(subprocess.check_output(command, cwd=source))
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    found, waiting = set(), [root]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            is_linked = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if is_linked and dependency["pkg"] not in found:
                found.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    by_name = sorted((packages[id] for id in found), key=lambda package: (package["name"], package["version"]))
    return packages[root]["name"], by_name


def licence_texts(package: dict, mit: str) -> list[str]:
    """Returns the licence texts in the crate, or for an MIT crate without one, the MIT text with its authors."""
    folder = pathlib.Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.is_file() and LICENCE_FILE.match(path.name)]
    if package.get("license_file"):
        files.append(folder / package["license_file"])
    texts = [path.read_text(errors="replace").replace("\r\n", "\n").strip() for path in sorted(set(files))]
    if not texts and "MIT" in (package["license"] or ""):
        authors = ", ".join(re.sub(r"\s*<[^>]*>", "", author) for author in package["authors"])
        texts = [re.sub(r"^Copyright .*$", f"Copyright (c) {authors or package['name']}", mit, flags=re.MULTILINE).strip()]
    if not texts:
        sys.exit(f"notices.py: {package['name']} ships no licence text, and its licence is {package['license']}")
    return texts


def standard_library() -> str:
    sysroot = subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip()
    page = pathlib.Path(sysroot, "share/doc/rust/COPYRIGHT-library.html")
    if not page.exists():
        sys.exit(f"notices.py: {page} is missing: it has the notices of Rust's standard library")
    body = page.read_text().partition("<body>")[2]
    text = html.unescape(re.sub(r"<[^>]*>", "", body))
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def main() -> None:
    source, target = sys.argv[1:]
    mit = pathlib.Path(source, "LICENSE-MIT").read_text()
    program, packages = linked_packages(source, target)
    texts: dict[str, list[str]] = {}
    print(f"{program} contains the following crates.\n")
    for package in packages:
        print(f"  {package['name']} {package['version']}: {package['license'] or 'see its text'}")
        for text in licence_texts(package, mit):
            texts.setdefault(text, []).append(f"{package['name']} {package['version']}")
    for text, users in texts.items():
        print(f"\n{RULE}\nThe licence of {', '.join(users)}:\n\n{text}")
    print(f"\n{RULE}\n{standard_library()}")


main()
