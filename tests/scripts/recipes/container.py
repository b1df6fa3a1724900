"""Runs a program as a container does: in another root directory, as another user, with no variables but those that are given.

The root directory holds copies of travauth, of sh, and of their libraries. Only root can choose the user.
"""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

IMAGE = "travauth:" + tomllib.loads(Path(__file__).parents[3].joinpath("Cargo.toml").read_text())["package"]["version"]
IMAGE_USER = "65532:65532"
IMAGE_ENVIRONMENT = {"PATH": "/usr/bin", "HOME": "/home/travauth", "TRAVAUTH_CACHE": "none"}
IS_ROOT = os.geteuid() == 0


def emulated_hosts():
    """Returns the variables that select the emulator instead of the providers' hosts."""
    return {name: value for name, value in os.environ.items() if name.endswith("_BASE_URL")}


def entrypoint(image):
    """Returns the beginning of the command of an image."""
    assert image in (IMAGE, "alpine"), f"there is no image {image}: the image of this version is {IMAGE}"
    return ["travauth"] if image == IMAGE else []


def run(command, variables, files=(), user=IMAGE_USER, written=(), **options):
    """Runs a command with these options of `subprocess.run`.

    `files` are pairs: a file or directory, and its path in the container. The container has a copy of each, and a directory of
    `written` is replaced by its copy at the end.
    """
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        for name in ("travauth", "sh"):
            program = shutil.which(name)
            libraries = subprocess.run(["ldd", program], stdout=subprocess.PIPE, text=True).stdout
            for library in re.findall(r"(?:^|\s)(/\S+)", libraries):
                add(os.path.realpath(library), root + library)
            add(os.path.realpath(program), f"{root}/usr/bin/{name}")
        for source, path in files:
            add(source, root + path)
        inside = [shutil.which("chroot")]
        if IS_ROOT:
            inside += [f"--userspec={user}", "--groups="]
        else:
            inside = [shutil.which("unshare"), "--map-root-user", *inside]
        variables = {**emulated_hosts(), **IMAGE_ENVIRONMENT, **variables}
        result = subprocess.run([*inside, root, *command], env=variables, **options)
        for source, path in written:
            shutil.rmtree(source)
            add(root + path, source)
        return result


def add(source, target):
    """Copies a file or directory, with its mode and owner. Links in a directory stay links."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if not os.path.exists(target):
        subprocess.run(["cp", "--archive", source, target], check=True)
