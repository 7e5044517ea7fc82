#!/usr/bin/env node
/**
 * The program `clustermesh-sim`: hands the command line to program.ts and ends with its exit code.
 * Nothing else happens here, so that everything can be called from elsewhere.
 */
import { EXIT } from "./exit-codes.js";
import { runProgram } from "./program.js";
import { quietOnClosedPipe } from "./terminal.js";

quietOnClosedPipe();
process.exitCode = await runProgram(process.argv.slice(2));
// Whatever still draws charts after Ctrl-C must not go on. Otherwise the loop drains, so that no output is lost.
if (process.exitCode > EXIT.sloFailed) process.exit();
