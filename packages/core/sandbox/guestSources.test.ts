import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateCountedEngine, generateGuestSources } from "./node/generateGuestSources.ts";

test("guestSources.generated.ts is what `npm run generate -w @steepest/core` makes of the guest", () => {
  const written = readFileSync(new URL("./guestSources.generated.ts", import.meta.url), "utf8");
  expect(written === generateGuestSources()).toBe(true);
});

test("countedEngine.generated.ts is what it makes of QuickJS's module", () => {
  const written = readFileSync(new URL("./countedEngine.generated.ts", import.meta.url), "utf8");
  expect(written === generateCountedEngine()).toBe(true);
});
