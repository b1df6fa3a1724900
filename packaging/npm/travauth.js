#!/usr/bin/env node
// Runs the program from the package for this platform, with its signals and its exit code.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const name = `travauth-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "travauth.exe" : "travauth";

function findProgram() {
    try {
        return require.resolve(`${name}/bin/${file}`);
    } catch {
        const { optionalDependencies } = require("./package.json");
        const reason =
            name in optionalDependencies
                ? `its package ${name} is not installed: install again without --omit=optional or --no-optional`
                : `there is no package for ${process.platform} on ${process.arch}: build it with cargo`;
        console.error(`travauth: cannot start: ${reason}`);
        process.exit(1);
    }
}

const program = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });

// A terminal sends Ctrl-C to both processes: sent on as well, it would arrive twice and end what the first one only interrupts.
const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"]) {
    const comesFromTerminal = hasTerminal && (signal === "SIGINT" || signal === "SIGQUIT");
    try {
        process.on(signal, () => comesFromTerminal || program.kill(signal));
    } catch {
        // Windows does not have all of them.
    }
}

program.on("error", (error) => {
    console.error(`travauth: cannot start ${program.spawnfile}: ${error.message}`);
    process.exit(1);
});
program.on("exit", (code, signal) => {
    if (signal === null) {
        process.exit(code);
    }
    // End by the same signal, so that a shell sees what happened; where that is impossible, with the code that it stands for.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 1000);
});
