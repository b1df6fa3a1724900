"""Runs the recipes for login, env files, containers, systemd, newman and Python."""

import configparser
import json
import os
import shlex

import yaml

import ci
import container
from recipe import CAPTURE, output_of, with_demo_values

# The user that systemd makes for a service with `DynamicUser=yes`.
DYNAMIC_USER = 61184


def newman(recipe, blocks):
    assert "airlines" in recipe.run(blocks[0].code, ci.stored(*ci.AMADEUS))


def python(recipe, blocks):
    recipe.run(f"python3 - <<'END'\nimport subprocess\n{blocks[0].code}\nassert len(token) > 20\nEND", ci.stored(*ci.AMADEUS))


def with_keyring(recipe, script, variables=None):
    """Runs a script with GNOME Keyring, which has an unlocked collection, on a bus of its own."""
    recipe.write("keyring.sh", "printf password | gnome-keyring-daemon --unlock --components=secrets >&2\n" 'eval "$1"\n')
    recipe.write("run/placeholder", "").parent.chmod(0o700)
    variables = {"XDG_RUNTIME_DIR": f"{recipe.directory}/run", **(variables or {})}
    return recipe.run(script, variables, ("dbus-run-session", "--", "sh", "-eu", "keyring.sh"))


def login(recipe, blocks):
    password = os.environ["SABRE_PASSWORD"]
    recipe.write("sabre.password", password + "\n")
    recipe.write("bin/pass", f'#!/bin/sh\n[ "$*" = "show sabre/cert" ] && echo {shlex.quote(password)}\n', 0o700)
    path = {"PATH": f"{recipe.directory}/bin:{recipe.variables['PATH']}"}
    for block, store in zip(blocks, ("keyring", "file", "command"), strict=True):
        # The emulator has no environment `cert`, so the profile gets its default name and the emulator's address.
        line = with_demo_values(block.code).replace("-e cert", 'sabre-cert --base-url "$SABRE_BASE_URL"').strip()
        script = f"{line} >&2\ngrep password ~/.config/travauth/config.toml\ntravauth token get -p sabre --refresh\n"
        output = with_keyring(recipe, script, path) if store == "keyring" else recipe.run(script, path)
        reference, token = output.splitlines()
        assert reference.startswith(f"password = {{ {store} = ") and len(token) > 20, output
        recipe.run("rm -r ~/.config/travauth")


def env_file(recipe, blocks):
    variables, call, container_run = blocks
    recipe.write(".env", with_demo_values(variables.code))
    recipe.run(call.code)
    recipe.has_written("airlines.json")
    recipe.run(container_run.code, ci.stored(*ci.AMADEUS))


def docker(recipe, blocks):
    variables, run_with_env_file, run_with_secret_file, compose = blocks
    recipe.write("sabre.env", with_demo_values(variables.code))
    password = recipe.write("sabre.password", os.environ["SABRE_PASSWORD"] + "\n")
    for block in (run_with_env_file, run_with_secret_file):
        token = recipe.run(with_demo_values(block.code))
        assert len(token) > 20, token

    document = yaml.safe_load(with_demo_values(compose.code))
    [service] = document["services"].values()
    give_to(password, service["user"])
    files = [(recipe.directory / document["secrets"][name]["file"], f"/run/secrets/{name}") for name in service["secrets"]]
    json_of(service["image"], shlex.split(service["command"]), service["environment"], files, service["user"])


def docker_with_tokens(recipe, blocks):
    recipe.write("sabre.env", "".join(f"{name}={value}\n" for name, value in ci.stored(*ci.SABRE).items()))
    # The second container finds the token of the first one.
    tokens = {recipe.run(blocks[0].code) for _ in range(2)}
    assert len(tokens) == 1 and len(tokens.pop()) > 20


def kubernetes(recipe, blocks):
    create, pod = blocks
    password = os.environ["SABRE_PASSWORD"] + "\n"
    recipe.write("sabre.password", password)
    key, file = create.code.split("--from-file=")[1].strip().split("=")
    assert create.code.startswith("kubectl create secret generic sabre ")
    secret = {key: (recipe.directory / file).read_text()}
    run_pod(recipe, yaml.safe_load(with_demo_values(pod.code))["spec"], {"sabre": secret})


def run_pod(recipe, spec, secrets):
    """Runs the container of a pod. `secrets` has the content of each key of each secret."""
    [one], group = spec["containers"], spec["securityContext"]["fsGroup"]
    mounts = {mount["name"]: mount["mountPath"] for mount in one["volumeMounts"]}
    assert set(mounts) == {volume["name"] for volume in spec["volumes"]}
    for volume in spec["volumes"]:
        directory = recipe.directory / "volumes" / volume["name"]
        directory.mkdir(parents=True)
        if "secret" in volume:
            secret = volume["secret"]
            for key, content in secrets[secret["secretName"]].items():
                # The kubelet writes a secret into a directory, and replaces a link to this directory when the secret changes.
                give_to(recipe.write(directory / "..2026" / key, content, secret["defaultMode"]), f"0:{group}")
                (directory / key).symlink_to(f"..data/{key}")
            (directory / "..data").symlink_to("..2026")
        else:
            assert "emptyDir" in volume
            give_to(directory, f"0:{group}")
            directory.chmod(0o2777)
    variables = {item["name"]: item["value"] for item in one["env"]}
    files = [(recipe.directory / "volumes" / name, path) for name, path in mounts.items()]
    json_of(one["image"], one["args"], variables, files, f"{container.IMAGE_USER.split(':')[0]}:{group}")


def systemd(recipe, blocks):
    unit = with_demo_values(blocks[0].code)
    # `Environment=` can be repeated, and configparser would keep only the last one.
    lines = [line.removeprefix("Environment=") for line in unit.splitlines() if line.startswith("Environment=")]
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(unit)
    service = parser["Service"]
    name, source = service["LoadCredential"].split(":")
    assert source == "/etc/sabre.password" and service["DynamicUser"] == "yes"

    # systemd makes these directories before the service starts.
    credentials, cache = "/run/credentials/themes.service", f"/var/cache/private/{service['CacheDirectory']}"
    secret = recipe.write(f"credentials/{name}", os.environ["SABRE_PASSWORD"] + "\n", 0o400)
    (recipe.directory / "cache").mkdir()
    (recipe.directory / "link").symlink_to(f"private/{service['CacheDirectory']}")
    for path in (secret, secret.parent, recipe.directory / "cache"):
        give_to(path, f"{DYNAMIC_USER}:{DYNAMIC_USER}")
    secret.parent.chmod(0o500)
    assignments = shlex.split(" ".join(lines).replace("%d", credentials).replace("%C", "/var/cache"))
    # A service has no variable that turns the cache off, unlike a container.
    variables = {"CREDENTIALS_DIRECTORY": credentials, "HOME": "/", "TRAVAUTH_CACHE": "file"}
    variables |= dict(assignment.split("=", 1) for assignment in assignments)
    files = [
        (recipe.directory / "credentials", credentials),
        (recipe.directory / "cache", cache),
        (recipe.directory / "link", f"/var/cache/{service['CacheDirectory']}"),
    ]
    program, *arguments = shlex.split(service["ExecStart"])
    assert program == "/usr/bin/travauth"
    json_of(container.IMAGE, arguments, variables, files, f"{DYNAMIC_USER}:{DYNAMIC_USER}")


def give_to(path, owner):
    """Changes the owner of a file to `USER:GROUP`, which only root can do."""
    if container.IS_ROOT:
        os.chown(path, *map(int, owner.split(":")))


def json_of(image, arguments, variables, files, user):
    """Runs a container and checks that its output is JSON."""
    result = container.run(container.entrypoint(image) + arguments, variables, files, user, **CAPTURE)
    json.loads(output_of(result))
