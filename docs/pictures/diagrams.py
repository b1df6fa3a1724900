"""The diagrams: Sabre's two encodings, the way of a token, and the proxy."""

from base64 import b64encode

from svg import Picture


def sabre_encodings():
    """Each box shows a real value; those below the first are computed from it."""
    client_id, password = "V1:7971:7TZA:AA", "correct horse"
    halves = [b64encode(text.encode()).decode() for text in (client_id, password)]
    joined = ":".join(halves)
    credential = b64encode(joined.encode()).decode()
    picture = Picture(560, 500, "Sabre's credential: id and password are each encoded in base64, joined, and encoded again")
    for x, label, value, half in [(20, "client ID", client_id, halves[0]), (290, "password", password, halves[1])]:
        picture.text(x, 32, label, "bold")
        picture.box(x, 42, 250, 36, [("code", value)])
        picture.arrow((x + 125, 78), (x + 125, 124))
        picture.text(x + 137, 106, "1  base64", "small")
        picture.box(x, 124, 250, 36, [("code", half)])
    picture.line([(145, 160), (145, 182), (415, 182), (415, 160)])
    picture.arrow((280, 182), (280, 222))
    picture.text(292, 206, "2  join with a colon", "small")
    picture.box(20, 222, 520, 36, [("code", joined)])
    picture.arrow((280, 258), (280, 304))
    picture.text(292, 286, "3  base64 of all of it", "small")
    picture.box(20, 304, 520, 36, [("code", credential)])
    picture.arrow((280, 340), (280, 386))
    picture.text(292, 368, "4  the header of the token request", "small")
    picture.box(20, 386, 520, 54, [("code", "Authorization: Basic"), ("code", credential)], "own")
    picture.text(20, 472, "Usual mistakes: step 1 or step 3 is missing, or a newline is encoded with the value.", "small")
    return picture.finish()


def token_way():
    lanes = ["process A", "process B", "files", "Redis", "provider", "machine 2"]
    middle = {name: 50 + 100 * place for place, name in enumerate(lanes)}
    steps = [
        # From, to, text.
        ("process A", "files", "read: no token; lock"),
        ("process A", "Redis", "lock and read: no token"),
        ("process B", "files", "read, wait"),
        ("process A", "provider", "one token request"),
        ("provider", "process A", "token"),
        ("process A", "Redis", "store the token, release the lock"),
        ("process A", "files", "store the token"),
        ("files", "process B", "token"),
        ("machine 2", "Redis", "read its own files, then Redis"),
        ("Redis", "machine 2", "token, copied to its files"),
        ("files", "process A", "each later run"),
    ]
    top, step_height = 84, 40
    bottom = top + step_height * len(steps)
    picture = Picture(600, bottom + 60, "The way of one token through processes, files, Redis and the provider")
    picture.add(f'<rect class="own" x="6" y="12" width="288" height="{bottom}" rx="6"/>')
    picture.add(f'<rect class="own" x="506" y="12" width="88" height="{bottom}" rx="6"/>')
    picture.text(20, 32, "machine 1", "small")
    for name, x in middle.items():
        picture.text(x, 54, name, "bold", "middle")
        picture.line([(x, 62), (x, bottom)], "life")
    for row, (start, end, text) in enumerate(steps):
        y = top + step_height * row + 20
        left, right = sorted((middle[start], middle[end]))
        picture.arrow((middle[start], y), (middle[end], y))
        width = 6.3 * len(text) + 8
        centre = min(max((left + right) / 2, width / 2 + 10), 590 - width / 2)
        picture.text(centre, y - 6, text, "small", "middle")
    picture.text(20, bottom + 36, "The provider gets one request. Later runs read only files, until the token is renewed.", "small")
    return picture.finish()


def proxy():
    picture = Picture(600, 560, "The way of a request through travauth proxy")
    picture.box(170, 16, 260, 62, [("bold", "client"), ("small", "SDK, Postman, notebook, browser")])
    picture.add('<rect class="own" x="16" y="122" width="568" height="322" rx="6"/>')
    picture.text(30, 144, "travauth proxy", "bold")
    picture.arrow((300, 78), (300, 148))
    picture.text(312, 104, "key", "small")
    picture.box(210, 148, 180, 50, ["guards", ("small", "Host, Origin, path")])
    picture.arrow((300, 198), (300, 222))
    picture.box(210, 222, 180, 50, ["key", ("small", "checked, then removed")])
    picture.arrow((300, 272), (300, 296))
    picture.box(210, 296, 180, 50, ["forward", ("small", "adds the token")])
    picture.box(30, 222, 150, 50, ["token endpoint", ("small", "phantom tokens")])
    picture.arrow((210, 247), (180, 247))
    picture.box(30, 296, 150, 50, ["inspector", ("small", "secrets masked")])
    picture.arrow((210, 321), (180, 321))
    picture.box(420, 296, 150, 50, ["broker", ("small", "one real token")])
    picture.arrow((420, 321), (390, 321))
    picture.box(420, 376, 150, 50, ["token cache", ("small", "token get and call too")])
    picture.arrow((520, 346), (520, 376))
    picture.arrow((300, 346), (300, 482))
    picture.text(312, 466, "token", "small")
    picture.arrow((440, 346), (440, 362), (405, 362), (405, 455), (500, 455), (500, 482))
    picture.box(170, 482, 260, 62, [("bold", "API"), ("small", "gets the real token, never the key")])
    picture.box(450, 482, 134, 62, ["token endpoint", ("small", "of the provider")])
    return picture.finish()


DIAGRAMS = {"sabre-encodings": sabre_encodings, "token-way": token_way, "proxy": proxy}
