"""Prints the package.json of the npm package `travauth`, or of the package with the program for one platform.

Usage: packages.py main | PLATFORM-ARCH    (standard input: the output of `cargo metadata --no-deps`)
"""

import json
import sys

# Platforms and processors by the names that Node uses. There is a package for each.
PLATFORMS = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]


def main() -> None:
    which = sys.argv[1]
    if which != "main" and which not in PLATFORMS:
        sys.exit(f"packages.py: there is no package for {which}")
    crate = json.load(sys.stdin)["packages"][0]
    package = {
        "name": "travauth",
        "version": crate["version"],
        "description": crate["description"],
        "license": f"({crate['license']})",
        "keywords": crate["keywords"],
        "engines": {"node": ">=18"},
    }
    if crate["repository"]:
        package["repository"] = {"type": "git", "url": f"git+{crate['repository']}.git"}
        package["bugs"] = f"{crate['repository']}/issues"
    if which == "main":
        package["bin"] = {"travauth": "travauth.js"}
        package["optionalDependencies"] = {f"travauth-{platform}": crate["version"] for platform in PLATFORMS}
    else:
        platform, processor = which.split("-")
        package["name"] = f"travauth-{which}"
        package["description"] = f"The program of the package travauth for {platform} on {processor}"
        package["os"], package["cpu"] = [platform], [processor]
        if platform == "linux":
            package["libc"] = ["glibc"]
        # The program cannot run from inside an archive, so Yarn must unpack the package.
        package["preferUnplugged"] = True
    print(json.dumps(package, indent=2))


main()
