"""Draws a recorded terminal session as a picture in which the text appears as it did on the terminal.

Without animation the picture shows the last screen.
"""

import json
import re
from html import escape

from svg import Picture, number

CELL_WIDTH, LINE_HEIGHT, MARGIN, TITLE_HEIGHT = 7.8, 18, 16, 30
# The classes of the colours that the program uses.
COLOURS = {"1": "bold", "31": "red", "32": "green", "33": "yellow", "34": "blue", "36": "cyan"}
STYLE = """
    .run { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 13px }
    .red { fill: #cf222e } .green { fill: #116329 } .yellow { fill: #7d4e00 } .blue { fill: #0550ae } .cyan { fill: #1b7c83 }
    .dot { fill: #8b949e }
    @media (prefers-color-scheme: dark) {
      .red { fill: #ff7b72 } .green { fill: #7ee787 } .yellow { fill: #e3b341 } .blue { fill: #79c0ff } .cyan { fill: #76e3ea }
    }
    @keyframes appear { from { opacity: 0 } to { opacity: 1 } }
    @media (prefers-reduced-motion: no-preference) {
      .run { animation: appear 10ms backwards }
    }
"""
PART = re.compile(r"\x1b\[([0-9;]*)m|\r\n|[^\x1b\r\n]+")


def runs(events, columns):
    """Yields each text with the second, row, column and classes with which it appears."""
    row = column = 0
    classes = []
    for second, _, text in events:
        at = 0
        while at < len(text):
            part = PART.match(text, at)
            if not part:
                raise ValueError(f"the recording contains a control sequence that is not drawn: {text[at:at + 8]!r}")
            at = part.end()
            if part[1] is not None:
                classes = [COLOURS[code] for code in part[1].split(";") if code in COLOURS]
            elif part[0] == "\r\n":
                row, column = row + 1, 0
            else:
                yield second, row, column, classes, part[0]
                column += len(part[0])
                if column > columns:
                    raise ValueError(f"line {row + 1} is longer than {columns} columns")


def draw(file):
    head, *events = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    shown = list(runs(events, head["width"]))
    rows = max(row for _, row, *_ in shown) + 1
    width = round(head["width"] * CELL_WIDTH) + 2 * MARGIN
    picture = Picture(width, TITLE_HEIGHT + rows * LINE_HEIGHT + MARGIN, head["title"], STYLE)
    for place in range(3):
        picture.add(f'<circle class="dot" cx="{MARGIN + 6 + 18 * place}" cy="16" r="5"/>')
    for second, row, column, classes, text in shown:
        if not text.strip():
            continue
        indent = len(text) - len(text.lstrip(" "))
        text, column = text.strip(" "), column + indent
        x, y = MARGIN + column * CELL_WIDTH, TITLE_HEIGHT + LINE_HEIGHT * (row + 0.7)
        picture.add(f'<text class="{" ".join(["run", *classes])}" x="{number(x)}" y="{number(y)}" '
                    f'textLength="{number(len(text) * CELL_WIDTH)}" style="animation-delay: {second:.2f}s">'
                    f"{escape(text, quote=False)}</text>")
    return picture.finish()
