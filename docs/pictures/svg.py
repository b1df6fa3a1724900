"""Writes SVG pictures that are readable in dark and light, and at the width of a phone."""

from html import escape

STYLE = """
    text { fill: #1f2328; font-family: system-ui, sans-serif; font-size: 14px; white-space: pre }
    .paper { fill: #ffffff; stroke: #d1d9e0 }
    .box { fill: #f6f8fa; stroke: #57606a }
    .own { fill: #ddf4ff; stroke: #0969da }
    .line { stroke: #57606a; fill: none }
    .tip { fill: #57606a }
    .rule { stroke: #d1d9e0; fill: none }
    .life { stroke: #8b949e; stroke-opacity: 0.5; stroke-dasharray: 3 4 }
    .curve { fill: none; stroke-width: 2 }
    .bold { font-weight: 600 }
    .small { font-size: 12px; fill: #57606a }
    .first { stroke: #0969da } .fill-first { fill: #0969da }
    .second { stroke: #bc4c00 } .fill-second { fill: #bc4c00 }
    .code { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .paper { fill: #0d1117; stroke: #3d444d }
      .box { fill: #161b22; stroke: #8b949e }
      .own { fill: #10233f; stroke: #58a6ff }
      .line { stroke: #8b949e }
      .tip { fill: #8b949e }
      .rule { stroke: #3d444d }
      .small { fill: #9198a1 }
      .first { stroke: #58a6ff } .fill-first { fill: #58a6ff }
      .second { stroke: #f0883e } .fill-second { fill: #f0883e }
    }
"""


def number(value):
    """Returns a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


class Picture:
    """A picture with its own background; coordinates are pixels of its natural size."""

    def __init__(self, width, height, title, style=""):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
            f'  <title id="title">{escape(title)}</title>',
            f"  <style>{STYLE}{style}  </style>",
            f'  <rect class="paper" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        ]

    def add(self, element):
        self.parts.append("  " + element)

    def box(self, x, y, width, height, lines=(), kind="box"):
        """Draws a box with centred lines of text; a line is a text, or a class and a text."""
        self.add(f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{number(width)}" '
                 f'height="{number(height)}" rx="6"/>')
        top = y + height / 2 - 9 * (len(lines) - 1) + 5
        for row, line in enumerate(lines):
            classes, text = ("", line) if isinstance(line, str) else line
            self.text(x + width / 2, top + 18 * row, text, classes, "middle")

    def text(self, x, y, text, classes="", anchor="start"):
        attributes = f' class="{classes}"' if classes else ""
        attributes += f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.add(f'<text x="{number(x)}" y="{number(y)}"{attributes}>{escape(text, quote=False)}</text>')

    def line(self, points, classes="line"):
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.add(f'<polyline class="{classes}" points="{path}"/>')

    def arrow(self, *points):
        """Draws a line through the points, with a tip at its end."""
        self.line(points)
        (x0, y0), (x, y) = points[-2:]
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        tip = [(x, y), (x - 8 * dx + 4 * dy, y - 8 * dy + 4 * dx), (x - 8 * dx - 4 * dy, y - 8 * dy - 4 * dx)]
        self.add('<polygon class="tip" points="%s"/>' % " ".join(f"{number(a)},{number(b)}" for a, b in tip))

    def finish(self):
        return "\n".join([*self.parts, "</svg>", ""])
