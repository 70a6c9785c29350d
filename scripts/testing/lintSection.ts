import { runTool } from "./runTool.ts";
import { oneCheck, type Section } from "./section.ts";

/** Formatting, import order and lint rules of every file. */
export const lintSection: Section = {
  name: "lint",
  title: "Lint and formatting (biome)",
  run: async () => oneCheck((await runTool("biome", ["check", "--error-on-warnings", "."])) === 0),
};
