import { expect, test } from "vitest";
import { GuestWatch } from "./guestWatch.ts";
import { defaultLimits } from "./limits.ts";

test("an endless loop that a count of instructions ends names instructions, not seconds that did not pass", () => {
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 5, interruptTicks: 20_000 }, () => 0);
  watch.enter("loading the submission");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe(
    "loading the submission did not end: it was stopped after some 200 million instructions",
  );
});

test("one that the clock ends names the seconds that it had", () => {
  let now = 0;
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 5 }, () => (now += 0.5));
  watch.enter("update");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe("update ran longer than 5 s");
  expect(now).toBeGreaterThan(5);
});

test("one that a price ends names reference time", () => {
  const counted = { spent: () => 0, tickNanoseconds: 1e9 };
  const watch = new GuestWatch({ ...defaultLimits, callSeconds: 3 }, () => 0, counted);
  watch.enter("update");
  while (!watch.interrupted());
  expect(watch.fatal?.message).toBe("update ran longer than 3 s of reference time");
});
