import { createProcessIo } from "./cli/io.ts";
import { runCli } from "./cli/runCli.ts";

process.exitCode = await runCli(process.argv.slice(2), createProcessIo());
