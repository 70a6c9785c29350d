import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url).href);

export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: here("./wrangler.jsonc") },
      miniflare: {
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations(here("../../migrations")),
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
    testTimeout: 30_000,
  },
});
