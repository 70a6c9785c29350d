import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { openReader } from "./reader/node/openReader.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url).href);

const reader = openReader();

export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: here("./wrangler.jsonc") },
      miniflare: {
        // As `npm start` has it: processes of this Node, which can be killed.
        serviceBindings: { READER: reader.fetch },
        // Empty: for the test of migrations, which fills it version by version.
        d1Databases: ["OLD_DB"],
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations(here("../../migrations")),
          STEEPEST_LIMITS: "off",
          STEEPEST_ADMIN_TOKEN: "stp_the-first-admin-token-of-the-tests",
        },
      },
    })),
  ],
  test: {
    name: "api",
    root: here("."),
    include: ["**/*.test.ts"],
    setupFiles: [here("./test/applyMigrations.ts")],
    // One Worker for all files: `reset` in the set-up gives each its own empty storage, and building the Worker anew for each took half of the time.
    isolate: false,
    testTimeout: 30_000,
  },
});
