"""Checks the links of the pages whose names are on standard input, separated by NUL."""

import os, pathlib, re, sys, urllib.parse

def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))

def anchors(path):
    found = {}
    for heading in re.findall(r"^#+ +(.*)$", re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = found.get(anchor, 0)
        found[anchor] = count + 1
        yield anchor + (f"-{count}" if count else "")

manifest = pathlib.Path("Cargo.toml").read_text()
repository = re.search(r"^repository = \"(.*)\"", manifest, re.MULTILINE)
mistakes, count = [], 0
for name in filter(None, sys.stdin.read().split("\0")):
    page = pathlib.Path(name)
    for link in re.findall(r"\]\(<?([^)\s>]+)>?\)", without_code(page.read_text())):
        count += 1
        parts = urllib.parse.urlsplit(link)
        if parts.scheme in ("http", "https"):
            if re.search(r"/travauth(/|$|\.git)", parts.path) and not (repository and link.startswith(repository[1])):
                mistakes.append(f"{name}: Cargo.toml does not name the address {link}")
            continue
        target = page if not parts.path else page.parent / urllib.parse.unquote(parts.path)
        if not target.exists():
            mistakes.append(f"{name}: {link} does not exist")
        elif parts.fragment and target.suffix == ".md" and parts.fragment not in set(anchors(target)):
            mistakes.append(f"{name}: {link}: there is no such heading")
print("\n".join(mistakes + [f"{count} links"]))
sys.exit(1 if mistakes or not count else 0)
