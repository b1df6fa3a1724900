"""Packs a folder into a .tar.gz or .zip whose bytes depend only on the content: sorted, without owners, with one time.

Usage: archive.py FOLDER ARCHIVE    (time of all files: SOURCE_DATE_EPOCH)
"""

import gzip
import os
import pathlib
import sys
import tarfile
import time
import zipfile

TIME = int(os.environ["SOURCE_DATE_EPOCH"])


def normal(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime = TIME
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def write_tar(archive: pathlib.Path, entries: list[tuple[pathlib.Path, str]]) -> None:
    # The header of gzip contains neither a file name nor a time.
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for path, name in entries:
                tar.add(path, name, recursive=False, filter=normal)


def write_zip(archive: pathlib.Path, entries: list[tuple[pathlib.Path, str]]) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, name in entries:
            if path.is_file():
                packed.writestr(zipfile.ZipInfo(name, time.gmtime(TIME)[:6]), path.read_bytes(), zipfile.ZIP_DEFLATED)


def main() -> None:
    folder, archive = map(pathlib.Path, sys.argv[1:])
    paths = [folder, *sorted(folder.rglob("*"))]
    entries = [(path, path.relative_to(folder.parent).as_posix()) for path in paths]
    write = write_zip if archive.suffix == ".zip" else write_tar
    write(archive, entries)


main()
