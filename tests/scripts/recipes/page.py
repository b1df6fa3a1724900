"""Reads the blocks of a page of recipes."""

import re
from dataclasses import dataclass

MARK = "tests/scripts/recipes.sh"
# The languages of blocks that only tests/scripts/recipes.sh can run.
FOREIGN = {"dotenv", "groovy", "ini", "yaml"}


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
            code = code.replace(" -e enterprise-test", "")
            found.setdefault(heading, []).append(Block(language, code, MARK in comment))
    return found


def recipes(text):
    """Returns the blocks that tests/scripts/recipes.sh runs, by heading."""
    found = sections(text)
    for heading, blocks in found.items():
        for block in blocks:
            assert block.marked or block.language not in FOREIGN, f"no test runs this recipe of {heading}:\n{block.code}"
    marked = {heading: [block for block in blocks if block.marked] for heading, blocks in found.items()}
    return {heading: blocks for heading, blocks in marked.items() if blocks}
