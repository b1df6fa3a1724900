"""Runs the recipes of the pages in the way of the systems that they are for. Runs below `travauth emulator --`.

Usage: run.py PAGE...
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import ci
import fleet
import page
import providers
import proxy
import services
from recipe import Recipe

RUNNERS = {
    "ci.md: GitHub Actions": ci.github,
    "ci.md: GitLab CI": ci.gitlab,
    "ci.md: Jenkins": ci.jenkins,
    "ci.md: Check credentials in CI / GitLab": ci.gitlab_check,
    "ci.md: Check credentials in CI / Jenkins": ci.jenkins_check,
    "ci.md: Check credentials in CI / GitHub Actions": ci.github_check,
    "containers.md: Docker": services.docker,
    "containers.md: Kubernetes": services.kubernetes,
    "containers.md: systemd": services.systemd,
    "credentials.md: Log in without a terminal": services.login,
    "credentials.md: An env file": services.env_file,
    "fleet.md: Kubernetes": fleet.kubernetes,
    "fleet.md: CI": fleet.github,
    "install.md: Install / In a container": services.docker_with_tokens,
    "providers.md": providers.commands,
    "providers.md: The page says: refresh token": providers.refresh_token,
    "proxy.md: Recipes / A service of systemd": proxy.systemd,
    "proxy.md: Recipes / A service of launchd": proxy.launchd,
    "proxy.md: Recipes / GitHub Actions": proxy.github,
    "recipes.md: Postman and newman": services.newman,
    "recipes.md: Python with requests": services.python,
}

pages = [Path(name) for name in sys.argv[1:]]
recipes = {name: (path, blocks) for path in pages for name, blocks in page.recipes(path).items()}
assert set(recipes) == set(RUNNERS), f"recipes and runners differ: {set(recipes) ^ set(RUNNERS)}"
for name, (path, blocks) in recipes.items():
    with tempfile.TemporaryDirectory(prefix="recipe-") as directory:
        # Another user runs a container, and reads the files that the recipe gives it.
        os.chmod(directory, 0o755)
        recipe = Recipe(Path(directory))
        if path.with_suffix("").is_dir():
            shutil.copytree(path.with_suffix(""), recipe.directory, dirs_exist_ok=True)
        RUNNERS[name](recipe, blocks)
    print(f"works: {name}", flush=True)
