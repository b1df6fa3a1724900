#!/usr/bin/env node
// Runs the program in the package for this platform. Passes signals on to it, and exits with its exit code.
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

// A terminal sends Ctrl-C to both processes. If it were passed on too, the program would receive it twice.
const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"]) {
    const isFromTerminal = hasTerminal && (signal === "SIGINT" || signal === "SIGQUIT");
    try {
        process.on(signal, () => isFromTerminal || program.kill(signal));
    } catch {
        // Windows lacks some of these signals.
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
    // The same signal ends this process, so that a shell sees it. If that is impossible, the exit code shows the signal.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 1000);
});
