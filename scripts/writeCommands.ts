// Writes docs/command-line.md from the command line's own definitions: node scripts/writeCommands.ts
import { writeFileSync } from "node:fs";
import { loadCommands } from "../apps/runner/src/commands.ts";
import { renderCommands } from "./commands/renderCommands.ts";

writeFileSync(new URL("../docs/command-line.md", import.meta.url), renderCommands(await loadCommands()));
console.log("Wrote docs/command-line.md.");
