"""Runs the jobs of a page as the CI systems run them."""

import os
import re

import yaml

from recipe import with_demo_values

AMADEUS = ("AMADEUS_CLIENT_ID", "AMADEUS_CLIENT_SECRET")
SABRE = ("SABRE_USER_ID", "SABRE_GROUP", "SABRE_PASSWORD")


def stored(*names):
    """Returns the variables that the CI system stores for the project."""
    return {name: os.environ[name] for name in names}


def github_variables(declared, stored=os.environ):
    """Replaces each `${{ vars.NAME }}` and `${{ secrets.NAME }}` by the value that is stored as NAME."""
    value = re.compile(r"\$\{\{ (?:vars|secrets)\.(\w+) \}\}")
    return {name: value.sub(lambda match: stored[match[1]], text) for name, text in declared.items()}


def github_steps(recipe, steps, variables):
    """Runs the steps of a job, and returns their output."""
    # GitHub's shell for `run`. Each step has the variables that earlier steps have written to the file.
    shell = ("bash", "-e", "-c")
    file, summary = recipe.write("github-env", ""), recipe.write("summary", "")
    variables = {**variables, "CI": "true", "GITHUB_ACTIONS": "true"}
    variables |= {"GITHUB_ENV": str(file), "GITHUB_STEP_SUMMARY": str(summary)}
    outputs = []
    for step in steps:
        output = recipe.run(step["run"], variables | github_variables(step.get("env", {})), shell)
        outputs.append(output)
        variables |= dict(line.split("=", 1) for line in file.read_text().splitlines())
        for line in output.splitlines():
            # The token is printed only on the line that masks it.
            assert variables.get("TRAVAUTH_TOKEN", "no token") not in line or line.startswith("::add-mask::"), output
    return "".join(outputs)


def github(recipe, blocks):
    [job] = yaml.safe_load(blocks[0].code)["jobs"].values()
    github_steps(recipe, job["steps"], github_variables(job["env"]))
    recipe.has_written("airlines.json")


def github_check(recipe, blocks):
    github_steps(recipe, yaml.safe_load(blocks[0].code), {})
    recipe.has_written("summary")


def gitlab_job(recipe, blocks, variables):
    [job] = yaml.safe_load(blocks[0].code).values()
    project = {"CI": "true", "GITLAB_CI": "true", "CI_PROJECT_DIR": str(recipe.directory)}
    for name, value in job.get("variables", {}).items():
        project[name] = value.replace("$CI_PROJECT_DIR", str(recipe.directory))
    for part in ("script", "after_script"):
        recipe.run("\n".join(job.get(part, [])), variables | project, ("bash", "-eo", "pipefail", "-c"))
    return job["artifacts"]


def gitlab(recipe, blocks):
    # GitLab writes the value of a variable of the type File to a file, and sets the variable to its path.
    file = recipe.write("project.tmp/SECRET", os.environ["AMADEUS_CLIENT_SECRET"], 0o666)
    for secret in (stored("AMADEUS_CLIENT_SECRET"), {"AMADEUS_CLIENT_SECRET_FILE": str(file)}):
        artifacts = gitlab_job(recipe, blocks, stored("AMADEUS_CLIENT_ID") | secret)
        for name in artifacts["paths"]:
            recipe.has_written(name)
        assert not (recipe.directory / ".travauth").exists(), "the cache is not deleted"


def gitlab_check(recipe, blocks):
    artifacts = gitlab_job(recipe, blocks, stored(*AMADEUS, *SABRE))
    recipe.has_written(artifacts["reports"]["junit"])


def jenkins_environment(code):
    """Returns the variables that Jenkins sets for `NAME = 'value'` and `NAME = credentials('id')`."""
    variables = {}
    for name, id, value in re.findall(r"^ *(\w+) = (?:credentials\('([\w-]+)'\)|'([^'\n]*)')", code, re.M):
        if id == "amadeus":
            user, password = (os.environ[name] for name in AMADEUS)
            variables |= {name: f"{user}:{password}", f"{name}_USR": user, f"{name}_PSW": password}
        else:
            variables[name] = {"": value, "sabre-password": os.environ["SABRE_PASSWORD"]}[id]
    return variables


def jenkins_steps(recipe, code):
    """Runs the shell scripts of a pipeline."""
    for several, one in re.findall(r"sh (?:'''(.*?)'''|'([^'\n]+)')", code, re.S):
        recipe.run(several or one, jenkins_environment(code))


def jenkins(recipe, blocks):
    jenkins_steps(recipe, blocks[0].code)
    recipe.has_written("airlines.json")


def jenkins_check(recipe, blocks):
    jenkins_steps(recipe, with_demo_values(blocks[0].code))
    recipe.has_written("credentials.xml")
