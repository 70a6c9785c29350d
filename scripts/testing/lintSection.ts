import { runTool } from "./runTool.ts";
import { oneCheck, type TestSection } from "./section.ts";

/** Formatting, import order and lint rules of every file. */
export const lintSection: TestSection = {
  name: "lint",
  title: "Lint and formatting (biome)",
  run: async () => oneCheck((await runTool("biome", ["check", "--error-on-warnings", "."])) === 0),
};
