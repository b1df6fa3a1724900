"""Converts the jobs in a page of recipes to shell scripts that run the same commands with the variables of the CI system.

Usage: recipes.py PAGE DIRECTORY
"""

import re
import shlex
import sys
from pathlib import Path

import yaml

page, directory = Path(sys.argv[1]).read_text(), Path(sys.argv[2])
# The blocks that the comment above them assigns to this script.
blocks = re.findall(r"^<!-- [^\n]*tests/scripts/recipes\.sh[^\n]* -->\n```(\w+)\n(.*?)^```", page, re.M | re.S)

# The emulator sets the demo credentials. The job must get them only under the names that it declares.
SECRETS = 'id=$AMADEUS_CLIENT_ID secret=$AMADEUS_CLIENT_SECRET\nunset AMADEUS_CLIENT_ID AMADEUS_CLIENT_SECRET\n'


def exported(variables):
    """Returns assignments of a job's variables. `${{ … }}` refers to a value that the CI system stores."""
    lines = []
    for name, value in variables.items():
        stored = re.fullmatch(r"\$\{\{ (?:vars|secrets)\.(\w+) \}\}", str(value))
        if stored:
            value = '"$id"' if stored[1].endswith("_ID") else '"$secret"'
        else:
            value = '"' + str(value) + '"'
        lines.append(f"export {name}={value}\n")
    return "".join(lines)


def github(job):
    script = SECRETS + 'export GITHUB_ACTIONS=true GITHUB_ENV="$PWD/github-env"\n: > github-env\n' + exported(job["env"])
    for step in job["steps"]:
        # Each step runs in a new shell, with the variables that earlier steps have written to the file.
        run = exported(step.get("env", {})) + step["run"]
        script += f'while IFS== read -r name value; do export "$name=$value"; done < github-env\nid=$id secret=$secret sh -eu -c {shlex.quote(run)}\n'
    return script


def gitlab(job):
    script = 'export CI_PROJECT_DIR="$PWD"\n' + exported(job["variables"])
    script += "\n".join(job["script"] + job["after_script"]) + "\n"
    return script + "".join(f"test -s {path}\n" for path in job["artifacts"]["paths"])


def jenkins(text):
    steps = re.findall(r"sh '''(.*?)'''", text, re.S)
    return SECRETS + 'export AMADEUS_USR="$id" AMADEUS_PSW="$secret"\n' + "".join(steps) + "test -s airlines.json\n"


for kind, text in blocks:
    if kind == "groovy":
        (directory / "jenkins.sh").write_text(jenkins(text))
    elif kind == "sh" and "newman" in text:
        (directory / "newman.sh").write_text(text)
    elif kind == "yaml":
        document = yaml.safe_load(text)
        if "jobs" in document:
            (directory / "github.sh").write_text(github(document["jobs"]["airlines"]))
        else:
            (directory / "gitlab.sh").write_text(gitlab(document["airlines"]))
