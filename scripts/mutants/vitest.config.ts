// One session of mutants: the generated test files of a folder, one after another in one process, on code that holds all mutants.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { hashOf } from "./hashOf.ts";
import { root } from "./scopes.ts";
import { SessionReporter } from "./sessionReporter.ts";

const { STEEPEST_MUTANTS_SESSION: folder = "", STEEPEST_MUTANTS_PROJECT: project = "node" } = process.env;
const instrumented = readFileSync(join(folder, "../code.json"), "utf8");
const code = new Map<string, string>(JSON.parse(instrumented));

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}

const shared: ViteUserConfig = {
  plugins: [
    {
      name: "mutants",
      enforce: "pre",
      load: (id) => code.get(id.split("?", 1)[0] as string) ?? null,
    },
  ],
  test: {
    dir: folder,
    include: ["**/*.test.ts"],
    // Vitest's cache knows files by what is on disk: what holds other mutants is to be another cache.
    fsModuleCache: true,
    fsModuleCachePath: join(folder, "../cache", hashOf(instrumented).slice(0, 16)),
    isolate: false,
    fileParallelism: false,
    maxWorkers: 1,
    watch: false,
    update: "none",
    // Generous, since the machine may be busy: endless loops end by their count, and what hangs by silence.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    sequence: { sequencer: InOrder },
    reporters: [new SessionReporter(join(folder, "../events.jsonl"))],
  },
};

async function apiConfig(): Promise<ViteUserConfig> {
  const { default: config } = await import("../../apps/api/vitest.config.ts");
  const { include: _include, ...test } = (config as ViteUserConfig).test ?? {};
  return { ...(config as ViteUserConfig), test };
}

export default defineConfig(
  project === "workerd"
    ? mergeConfig(await apiConfig(), shared)
    : mergeConfig({ root, test: { pool: "forks" } } satisfies ViteUserConfig, shared),
);
