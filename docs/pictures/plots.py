"""The plots: how work and cost grow, from the figures that benches/plots has measured."""

import json
import math

from svg import Picture

WIDTH, HEIGHT = 600, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 62, 50


def short(value):
    """Returns a number as a label of an axis."""
    return f"{value:,.0f}"


def powers(low, high):
    """Returns the powers of ten from low to high."""
    return [10**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


class Plot:
    """A plot in a picture; an axis is logarithmic if no highest value is set for it, else it begins at 0."""

    def __init__(self, picture, top, title, axis, points, highest=None, widest=None):
        self.picture, self.top, self.highest, self.widest = picture, top, highest, widest
        self.columns = [widest * part / 4 for part in range(5)] if widest else powers(1, max(x for x, _ in points))
        self.rows = [highest * part / 4 for part in range(5)] if highest else powers(1, max(y for _, y in points))
        picture.text(LEFT, top + 28, title, "bold")
        picture.text(WIDTH / 2 + LEFT / 2 - RIGHT / 2, top + HEIGHT - 12, axis, "small", "middle")
        for value in self.rows:
            y = self.y(value)
            picture.line([(LEFT, y), (WIDTH - RIGHT, y)], "rule")
            picture.text(LEFT - 8, y + 4, short(value), "small", "end")
        for value in self.columns:
            picture.text(self.x(value), top + HEIGHT - BOTTOM + 18, short(value), "small", "middle")

    def x(self, value):
        part = value / self.widest if self.widest else math.log10(value) / math.log10(self.columns[-1])
        return LEFT + part * (WIDTH - LEFT - RIGHT - 16)

    def y(self, value):
        if self.highest:
            part = value / self.highest
        else:
            part = math.log10(max(value, 1)) / math.log10(self.rows[-1])
        return self.top + HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    def curve(self, points, kind, label, label_at, anchor="middle"):
        """Draws a curve; the label is above the point with this index."""
        places = [(self.x(x), self.y(y)) for x, y in points]
        self.picture.line(places, f"curve {kind}")
        for x, y in places:
            self.picture.add(f'<circle class="fill-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')
        x, y = places[label_at]
        self.picture.text(x - 12 if anchor == "end" else x, y - 10, label, f"small fill-{kind}", anchor)


def warm_start(figures):
    entries = [(x, y / 1000) for x, y in figures["instructions_against_entries"]]
    profiles = [(x, y / 1000) for x, y in figures["instructions_against_profiles"]]
    picture = Picture(WIDTH, 2 * HEIGHT, "Instructions of a warm token get against cached tokens and profiles")

    def highest(points):
        largest = max(y for _, y in points)
        unit = 10 ** math.floor(math.log10(largest))
        return math.ceil(largest * 1.1 / unit) * unit

    plot = Plot(picture, 0, "warm token get: thousands of instructions", "cached tokens", entries, highest(entries))
    plot.curve(entries, "first", "token get", 2)
    plot = Plot(picture, HEIGHT, "warm token get: thousands of instructions", "profiles in config.toml", profiles, highest(profiles), 100)
    plot.curve(profiles, "first", "token get -P NAME", 3, "end")
    return picture.finish()


def token_requests(figures):
    picture = Picture(WIDTH, 3 * HEIGHT, "Token requests against calls, machines and clients of the proxy")
    rows = [
        ("token requests of calls", "calls of travauth call", "calls", "calls_without_files", "without files"),
        ("token requests of machines", "machines", "machines", "machines_without_redis", "without Redis"),
    ]
    for row, (title, axis, name, other, label) in enumerate(rows):
        ours, theirs = figures[f"token_requests_against_{name}"], figures[f"token_requests_against_{other}"]
        plot = Plot(picture, HEIGHT * row, title, axis, ours + theirs)
        plot.curve(theirs, "second", label, 2, "end")
        plot.curve(ours, "first", {"calls": "with files", "machines": "with Redis"}[name], 1)
    clients = figures["token_requests_against_proxy_clients"]
    each = [(count, count) for count, _ in clients]
    plot = Plot(picture, HEIGHT * 2, "token requests of the proxy", "clients, 20 requests each", clients + each)
    plot.curve(each, "second", "one for each client (calculated)", 2, "end")
    plot.curve(clients, "first", "the proxy", 1)
    return picture.finish()


def proxy_memory(figures):
    points = [(x, y / 1024) for x, y in figures["kib_against_proxy_clients"]]
    picture = Picture(WIDTH, HEIGHT, "Memory of the proxy against clients")
    plot = Plot(picture, 0, "travauth proxy: MiB of memory at most", "clients, 20 requests each", points, 32, 200)
    plot.curve(points, "first", "the proxy", 3, "end")
    return picture.finish()


PLOTS = {"warm-start": warm_start, "token-requests": token_requests, "proxy-memory": proxy_memory}


def draw(file):
    """Returns the text of each plot by its name."""
    figures = json.loads(file.read_text(encoding="utf-8"))
    return {name: plot(figures) for name, plot in PLOTS.items()}
