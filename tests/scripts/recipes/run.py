"""Runs the recipes of the pages in the way of the systems that they are for. Runs below `travauth emulator --`.

Usage: run.py PAGE...
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import ci
import page
import services
from recipe import Recipe

RUNNERS = {
    "Postman and newman": services.newman,
    "Log in without a terminal": services.login,
    "An env file": services.env_file,
    "Docker": services.docker,
    "Kubernetes": services.kubernetes,
    "systemd": services.systemd,
    "GitHub Actions": ci.github,
    "GitLab CI": ci.gitlab,
    "Jenkins": ci.jenkins,
    "Check credentials in CI / GitLab": ci.gitlab_check,
    "Check credentials in CI / Jenkins": ci.jenkins_check,
    "Check credentials in CI / GitHub Actions": ci.github_check,
}

pages = [Path(name) for name in sys.argv[1:]]
recipes = {heading: (path, blocks) for path in pages for heading, blocks in page.recipes(path.read_text()).items()}
assert set(recipes) == set(RUNNERS), f"recipes and runners differ: {set(recipes) ^ set(RUNNERS)}"
for heading, (path, blocks) in recipes.items():
    with tempfile.TemporaryDirectory(prefix="recipe-") as directory:
        # Another user runs a container, and reads the files that the recipe gives it.
        os.chmod(directory, 0o755)
        recipe = Recipe(Path(directory))
        if path.with_suffix("").is_dir():
            shutil.copytree(path.with_suffix(""), recipe.directory, dirs_exist_ok=True)
        RUNNERS[heading](recipe, blocks)
    print(f"the recipe for {re.sub('^Check', 'check', heading)} works", flush=True)
