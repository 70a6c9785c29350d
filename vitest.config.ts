import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Everything that runs in plain Node. apps/api has its own configuration: its tests run inside workerd. */
const inNode = ["packages", "submissions", "scripts", "test", "apps/runner"];
const anywhere = (folders: readonly string[], suffix: string) =>
  folders.map((folder) => `${folder}/**/*.${suffix}`);
const never = ["**/node_modules/**", "**/dist/**"];

const apiConfig = "apps/api/vitest.config.ts";

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "unit",
          include: anywhere(inNode, "test.ts"),
          exclude: [...never, "test/e2e/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "property",
          include: anywhere([...inNode, "apps/site"], "test-prop.ts"),
          exclude: never,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: "site", include: ["apps/site/**/*.test.ts"], exclude: never, testTimeout: 60_000 } },
      {
        // One platform, one runner and one browser at a time: two cores are shared by all of them.
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: never,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      ...(existsSync(new URL(apiConfig, import.meta.url)) ? [apiConfig] : []),
    ],
  },
});
