"""The directory and the variables that one recipe runs with."""

import os
import subprocess
from pathlib import Path

import container

HERE = Path(__file__).parent
# Options of `subprocess.run`.
CAPTURE = {"capture_output": True, "text": True, "timeout": 120}
# The values on the page, and the variables that hold the emulator's.
DEMO = {
    "my-client-id": "AMADEUS_CLIENT_ID",
    "my-client-secret": "AMADEUS_CLIENT_SECRET",
    "7971": "SABRE_USER_ID",
    "7TZA": "SABRE_GROUP",
    "my-password": "SABRE_PASSWORD",
}


def with_demo_values(text):
    """Replaces the ids and secrets of the page by those that the emulator accepts."""
    for value, variable in DEMO.items():
        text = text.replace(value, os.environ[variable])
    return text


def output_of(result):
    """Returns the output of a process, which must have succeeded without a warning."""
    message = f"exit code {result.returncode} of {result.args}\n{result.stdout}{result.stderr}"
    assert result.returncode == 0 and "warning:" not in result.stderr and "error:" not in result.stderr, message
    return result.stdout


class Recipe:
    """A recipe that starts without credentials and without a cached token."""

    def __init__(self, directory):
        self.directory = directory
        self.variables = {
            **container.emulated_hosts(),
            "PATH": f"{HERE}:{os.environ['PATH']}",
            "HOME": str(directory),
        }

    def write(self, name, content, mode=0o600):
        """Writes a file into the directory of the recipe."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        path.chmod(mode)
        return path

    def run(self, script, variables=None, shell=("sh", "-eu", "-c")):
        """Runs a script, which must succeed without a warning. Returns its output."""
        result = subprocess.run(
            [*shell, script],
            cwd=self.directory,
            env={**self.variables, **(variables or {})},
            **CAPTURE,
        )
        return output_of(result)

    def has_written(self, name):
        """Checks that a file is not empty, and deletes it for the next run."""
        path = self.directory / name
        assert path.stat().st_size > 0, f"{name} is empty"
        path.unlink()
