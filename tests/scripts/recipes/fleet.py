"""Runs the recipes of docs/fleet.md: a pod and a job that share their token in a Redis."""

import contextlib
import os
import re
import socket
import subprocess
from pathlib import Path

import yaml

import ci
import page
import services
from recipe import CAPTURE, output_of

PASSWORD = "password-of-the-redis"
CONTAINERS = Path(__file__).parents[3] / "docs/containers.md"


@contextlib.contextmanager
def redis(recipe):
    """Starts a Redis on loopback, and returns its URL with the user and the database of the page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = f"port {port}\nbind 127.0.0.1\nsave ''\nuser travauth on >{PASSWORD} allkeys allcommands\n"
    file = recipe.write("redis.conf", config)
    with subprocess.Popen(["redis-server", file], stdout=subprocess.PIPE, text=True, cwd=recipe.directory) as server:
        for line in server.stdout:
            if "Ready to accept connections" in line:
                break
        url = f"redis://travauth@127.0.0.1:{port}/0"
        yield url
        keys = ["redis-cli", "--no-auth-warning", "--user", "travauth", "--pass", PASSWORD, "-p", str(port), "dbsize"]
        assert int(output_of(subprocess.run(keys, **CAPTURE))) == 1, "the token is not in the Redis"
        server.terminate()


def at(url, code):
    """Puts a URL in the place of the page's one. The tests in Rust connect to a Redis with TLS."""
    code, count = re.subn(r"rediss://travauth@[\w.]+:6379/0", url, code)
    assert count == 1, code
    return re.sub(r"&ca_bundle=/run/secrets/redis/ca.crt", "", code)


def kubernetes(recipe, blocks):
    _, pod = page.recipes(CONTAINERS)["containers.md: Kubernetes"]
    with redis(recipe) as url:
        spec, more = yaml.safe_load(services.with_demo_values(pod.code))["spec"], yaml.safe_load(at(url, blocks[0].code))["spec"]
        [one], [added] = spec["containers"], more["containers"]
        assert one["name"] == added["name"]
        for key in ("env", "volumeMounts"):
            one[key] += added[key]
        spec["volumes"] += more["volumes"]
        secrets = {"sabre": {"password": os.environ["SABRE_PASSWORD"]}, "redis-client": {"password": PASSWORD}}
        services.run_pod(recipe, spec, secrets)


def github(recipe, blocks):
    stored = {
        "REDIS_PASSWORD": PASSWORD,
        "SABRE_CLIENT_ID": ":".join(["V1", *(os.environ[f"SABRE_{part}"] for part in ("USER_ID", "GROUP", "DOMAIN"))]),
        "SABRE_PASSWORD": os.environ["SABRE_PASSWORD"],
    }
    with redis(recipe) as url:
        job = yaml.safe_load(at(url, blocks[0].code))
        ci.github_steps(recipe, job["steps"], ci.github_variables(job["env"], stored))
