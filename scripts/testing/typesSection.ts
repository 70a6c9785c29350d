import { readdir, readFile } from "node:fs/promises";
import { runTool } from "./runTool.ts";
import { oneCheck, type SectionResult, type TestSection } from "./section.ts";

const summaries = ".turbo/runs";

/** Turbo's own count of tasks, from the summary that it writes beside its cache; null where it wrote none. */
async function newestSummary(before: ReadonlySet<string>): Promise<SectionResult | null> {
  const written = (await readdir(summaries).catch(() => [])).find((name) => !before.has(name));
  if (written === undefined) return null;
  const { execution } = JSON.parse(await readFile(`${summaries}/${written}`, "utf8"));
  return { passed: execution.attempted - execution.failed, failed: execution.failed, skipped: 0 };
}

/** `tsc` for each workspace and for scripts and tests, `astro check` for the site: cached while sources stand still. */
export const typesSection: TestSection = {
  name: "types",
  title: "Types (tsc per workspace, astro check)",
  run: async (output) => {
    const before = new Set(await readdir(summaries).catch(() => []));
    const status = await runTool(
      "turbo",
      [
        "run",
        "typecheck",
        "typecheck:root",
        "--continue=always",
        "--output-logs=errors-only",
        "--summarize",
        // Beside another section one workspace at a time.
        ...(output === undefined ? [] : ["--concurrency=1"]),
      ],
      output,
    );
    const counted = await newestSummary(before);
    return counted !== null && (status === 0) === (counted.failed === 0) ? counted : oneCheck(status === 0);
  },
};
