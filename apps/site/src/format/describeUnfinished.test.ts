import { expect, test } from "vitest";
import { describeUnfinished } from "./describeUnfinished.ts";

test.each(["queued", "leased"] as const)("a trial that is %s is tried again", (status) => {
  expect(describeUnfinished(status).solution).toContain("tried again");
});

test.each(["quarantined", "cancelled"] as const)("nobody is told to wait for one that is %s", (status) => {
  const { what, solution } = describeUnfinished(status);
  expect(`${what} ${solution}`).toMatch(/given up|cancelled/);
  expect(solution).not.toMatch(/^It is tried|up to three times/);
});

test("one that has finished says that a later attempt did", () => {
  expect(describeUnfinished("finished").solution).toBe("A later one did.");
});
