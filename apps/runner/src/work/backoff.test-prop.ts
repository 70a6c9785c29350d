import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMilliseconds } from "./backoff.ts";

test("waits grow with the attempts, never beyond half a minute, never to nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const wait = backoffMilliseconds(attempt, () => random);
        expect(wait).toBeGreaterThanOrEqual(250);
        expect(wait).toBeLessThanOrEqual(30_000);
        expect(backoffMilliseconds(attempt + 1, () => random)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
});
