#!/usr/bin/env bash
# Checks all shell code of the repository except generated code.
set -euo pipefail
cd "$(dirname "$0")/../.."

files=()
while IFS= read -r -d '' file; do
    [ -f "$file" ] || continue
    case $file in
        completions/*) continue ;;
        *.sh | *.bash) files+=("$file") ;;
        *)
            # Not `read`, which warns about the NUL bytes in a binary file.
            if head -n 1 -- "$file" | grep -aqE '^#!.*\b(ba|da)?sh\b'; then
                files+=("$file")
            fi
            ;;
    esac
done < <(git ls-files -z --cached --others --exclude-standard)

if [ ${#files[@]} = 0 ]; then
    echo "no shell code was found, although this script is shell code" >&2
    exit 1
fi
shellcheck -- "${files[@]}"
echo "${#files[@]} files are clean"
