"""Runs the recipes of docs/proxy.md: services that keep a proxy running, and a job that starts one."""

import configparser
import json
import os
import plistlib
import signal
import subprocess
import urllib.request

import yaml

import ci

AIRLINES = "/v1/reference-data/airlines?airlineCodes=BA"
# The port of the pages may be in use.
FREE_PORT = ("--listen", "127.0.0.1:0")


def get_airlines(base_url):
    # Python would use the proxy of the environment for loopback too.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(base_url + AIRLINES, timeout=30) as response:
        assert json.load(response)["data"], base_url


def serve(recipe, arguments):
    """Runs a service as the user's service manager does, with a profile but without variables of the shell."""
    secret = recipe.write("secret", os.environ["AMADEUS_CLIENT_SECRET"] + "\n")
    recipe.write(
        ".config/travauth/config.toml",
        f"""[profiles.amadeus-test]
        provider = "amadeus"
        base_url = "{os.environ["AMADEUS_BASE_URL"]}"
        client_id = "{os.environ["AMADEUS_CLIENT_ID"]}"
        client_secret = {{ file = "{secret}" }}
        """,
    )
    variables = {"HOME": str(recipe.directory), "PATH": os.environ["PATH"]}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(["travauth", *arguments, *FREE_PORT], env=variables, **pipes) as service:
        base_url = service.stdout.readline().strip()
        key = (recipe.directory / ".config/travauth/proxy-key").read_text().strip()
        assert base_url.endswith(f"/{key}"), service.communicate(timeout=30)
        get_airlines(base_url)
        service.terminate()
        _, log = service.communicate(timeout=30)
    assert service.returncode == 0 and "GET" in log and key not in log, log


def systemd(recipe, blocks):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(blocks[0].code)
    service = parser["Service"]
    assert service["StandardOutput"] == "null", "the journal would keep the key"
    program, *arguments = service["ExecStart"].replace("%h", str(recipe.directory)).split()
    assert program.endswith("/.cargo/bin/travauth")
    serve(recipe, arguments)


def launchd(recipe, blocks):
    program, *arguments = plistlib.loads(blocks[0].code.encode())["ProgramArguments"]
    assert program == "/usr/local/bin/travauth"
    serve(recipe, [argument.replace("/Users/me", str(recipe.directory)) for argument in arguments])


def github(recipe, blocks):
    [step] = yaml.safe_load(blocks[0].code)
    # The job ends the processes that a step leaves. Here the step's output would not end before they do.
    background = " > proxy.json &\n"
    assert step["run"].count(background) == 1
    step["run"] = step["run"].replace(background, f" {' '.join(FREE_PORT)} > proxy.json 2> proxy.log & echo $! > proxy.pid\n")
    later = {"run": 'test -n "$API_URL"; printf %s "$API_URL" > url'}
    try:
        output = ci.github_steps(recipe, [step, later], {})
        url = (recipe.directory / "url").read_text()
        assert output.splitlines() == [f"::add-mask::{url.rsplit('/', 1)[1]}"], output
        get_airlines(url)
    finally:
        os.kill(int((recipe.directory / "proxy.pid").read_text()), signal.SIGTERM)
