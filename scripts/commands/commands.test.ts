import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandSections } from "../../apps/runner/src/cli/renderHelp.ts";
import { commands, loadCommands } from "../../apps/runner/src/commands.ts";
import { renderCommands } from "./renderCommands.ts";

test("docs/command-line.md says what the command line takes (node scripts/writeCommands.ts writes it)", async () => {
  const written = readFileSync(new URL("../../docs/command-line.md", import.meta.url), "utf8");
  expect(written).toBe(renderCommands(await loadCommands()));
});

test("every command has a place among the sections of the help", () => {
  const placed = commandSections.flatMap(({ names }) => names);
  expect(Object.keys(commands).filter((name) => !placed.includes(name))).toEqual([]);
});
