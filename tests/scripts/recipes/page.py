"""Reads the blocks of a page. tests/it/examples.rs finds those that no test runs."""

import re
from dataclasses import dataclass

MARK = "tests/scripts/recipes.sh"


@dataclass
class Block:
    language: str
    code: str
    marked: bool


def sections(text):
    """Returns the blocks below each heading. The name of a subsection begins with that of its section: `CI / GitLab`."""
    found, section, heading = {}, "", ""
    parts = r"^(#{2,3}) ([^\n]*)\n|(?:^(<!-- [^\n]* -->)\n)?^```(\w+)\n(.*?)^```"
    for level, title, comment, language, code in re.findall(parts, text, re.M | re.S):
        if level == "##":
            section = heading = title
        elif level:
            heading = f"{section} / {title}"
        else:
            # The flag takes precedence over the variables with the emulator's address.
            code = code.replace(" -e enterprise-test", "").replace(', "-e", "enterprise-test"', "")
            found.setdefault(heading, []).append(Block(language, code, MARK in comment))
    return found


def recipes(page):
    """Returns the blocks of a page that tests/scripts/recipes.sh runs, by the page and the heading: `ci.md: Jenkins`."""
    marked = {heading: [block for block in blocks if block.marked] for heading, blocks in sections(page.read_text()).items()}
    return {f"{page.name}: {heading}".removesuffix(": "): blocks for heading, blocks in marked.items() if blocks}
