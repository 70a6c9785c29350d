import { applyD1Migrations, env, reset } from "cloudflare:test";
import type { Bindings } from "../bindings.ts";

interface TestBindings extends Bindings {
  readonly TEST_MIGRATIONS: Parameters<typeof applyD1Migrations>[1];
}

// The pool types its bindings globally for one Worker; here they are what vitest.config.ts gives.
const { DB, TEST_MIGRATIONS } = env as unknown as TestBindings;
await reset();
await applyD1Migrations(DB as Parameters<typeof applyD1Migrations>[0], TEST_MIGRATIONS);
