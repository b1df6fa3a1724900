#!/usr/bin/env bash
# Checks the container image: its metadata, then its files, unpacked, with a read-only root and a user id that it does not know.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

mkdir "$work/image" "$work/root"
tar -xf "$dist/travauth-$version-linux-$architecture.oci.tar" -C "$work/image"
python3 - "$work/image" "$version" "$architecture" >"$work/layer" <<'END'
import hashlib, json, pathlib, sys
folder, version, architecture = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def blob(descriptor):
    path = folder / "blobs" / descriptor["digest"].replace(":", "/")
    content = path.read_bytes()
    assert len(content) == descriptor["size"], path
    assert hashlib.sha256(content).hexdigest() == path.name, path
    return path, content

assert json.loads((folder / "oci-layout").read_text()) == {"imageLayoutVersion": "1.0.0"}
(entry,) = json.loads((folder / "index.json").read_text())["manifests"]
assert entry["platform"] == {"architecture": architecture, "os": "linux"}, entry
manifest = json.loads(blob(entry)[1])
config = json.loads(blob(manifest["config"])[1])
(layer,) = manifest["layers"]
path, content = blob(layer)
import gzip
assert config["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(gzip.decompress(content)).hexdigest()]
run = config["config"]
assert run["User"] == "65532:65532", run["User"]
assert run["Entrypoint"] == ["/usr/bin/travauth"], run
labels = run["Labels"]
for key in ["created", "description", "licenses", "revision", "title", "version"]:
    assert labels[f"org.opencontainers.image.{key}"], key
assert labels["org.opencontainers.image.version"] == version
(old,) = json.loads((folder / "manifest.json").read_text())
assert (folder / old["Config"]).exists() and all((folder / one).exists() for one in old["Layers"])
print(path)
print("\n".join(run["Env"]))
END
layer=$(head -n 1 "$work/layer")
mapfile -t environment < <(tail -n +2 "$work/layer")
tar -xzf "$layer" -C "$work/root"

same "" "$(find "$work/root" -type f -perm /022)" "files that others can write"
same "" "$(find "$work/root" -perm /6000)" "files with special permissions"
for file in etc/ssl/certs/ca-certificates.crt usr/share/doc/{travauth/{LICENSE-MIT,THIRD-PARTY-NOTICES.txt},libc6/copyright}; do
    [ -s "$work/root/$file" ] || fail "the image lacks /$file"
done

# A container runtime adds a resolv.conf, and here the root is read-only.
make_certificates
cat "$work/ca.pem" >>"$work/root/etc/ssl/certs/ca-certificates.crt"
echo 'nameserver 127.0.0.1' >"$work/root/etc/resolv.conf"
mount --bind "$work/root" "$work/root"
at_end "umount '$work/root'"
mount -o remount,bind,ro "$work/root"
touch "$work/root/tmp/file" 2>/dev/null && fail "the root is writable"
container=(env -i "${environment[@]}" AMADEUS_CLIENT_ID=me AMADEUS_CLIENT_SECRET=secret-of-the-test
    /usr/sbin/chroot --userspec=12345:12345 "$work/root" /usr/bin/travauth)
prints_token "${container[@]}"
exits 0 "${container[@]}" token get -p amadeus -e emulator
same 1 "$(wc -l <"$work/output")" "the number of lines, warnings included"
asks_provider "${container[@]}"
