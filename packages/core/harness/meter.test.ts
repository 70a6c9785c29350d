import type { Backend } from "@steepest/tensors/backend/backend.ts";
import { expect, test } from "vitest";
import { freeLoadingSeconds } from "../sandbox/limits.ts";
import type { OfficialMeasure } from "../schema/measures.ts";
import { Meter } from "./meter.ts";
import { ManualClock } from "./testing/trialFixture.ts";

/** A meter on a clock that is moved by hand; the device takes `syncSeconds` to catch up. */
function meterOf(official: OfficialMeasure = "wall", { syncSeconds = 0, hasCpu = true } = {}) {
  const clock = new ManualClock();
  if (!hasCpu) clock.cpu = () => null as unknown as number;
  const counted = { steps: 0, gradients: 0, referenceNanoseconds: 0 };
  const backend: Backend = {
    ...{ name: "cpu", featureLevel: "scalar" },
    sync: async () => clock.advance(syncSeconds),
  };
  return { clock, counted, meter: new Meter(clock, backend, official, () => counted) };
}

test("clocks run between start and stop alone, wall and CPU apart", async () => {
  const { clock, meter } = meterOf();
  clock.advance(100);
  await meter.start();
  clock.advance(3);
  expect(meter.official).toBe(3);
  expect(meter.charged.wall).toBe(0);
  expect(await meter.stop()).toBe(3);
  clock.advance(100);
  await meter.start();
  clock.advance(5);
  expect(meter.official).toBe(8);
  expect(await meter.stop()).toBe(5);
  expect(meter.charged).toEqual({ reference: null, wall: 8, cpu: 4, steps: 0, gradients: 0 });
});

test("a clock is read once the device has caught up: what waited before the start is not charged, what waits at the stop is", async () => {
  const { meter } = meterOf("wall", { syncSeconds: 1 });
  await meter.start();
  expect(await meter.stop()).toBe(1);
});

test("a stop without a start charges nothing, nor does a second one", async () => {
  const { clock, meter } = meterOf();
  expect(await meter.stop()).toBe(0);
  await meter.start();
  clock.advance(2);
  await meter.stop();
  clock.advance(2);
  expect(await meter.stop()).toBe(0);
  expect(meter.charged.wall).toBe(2);
});

test("where the system tells no CPU time, none is charged", async () => {
  const { clock, meter } = meterOf("wall", { hasCpu: false });
  meter.timeLoading(() => clock.advance(9));
  meter.chargeLoading();
  await meter.start();
  clock.advance(1);
  await meter.stop();
  expect(meter.charged).toMatchObject({ cpu: null, wall: 10 - freeLoadingSeconds });
});

test("reference time is what was counted, in seconds, and clocks run beside it", async () => {
  const { clock, counted, meter } = meterOf("reference");
  await meter.start();
  clock.advance(7);
  Object.assign(counted, { referenceNanoseconds: 2.5e9, steps: 3, gradients: 4 });
  expect(meter.official).toBe(2.5);
  expect(await meter.stop()).toBe(2.5);
  expect(meter.charged).toEqual({ reference: 2.5, wall: 7, cpu: 3.5, steps: 3, gradients: 4 });
});

test("loading is free for a short while, all of it together, and charged beyond", () => {
  const { clock, meter } = meterOf();
  meter.timeLoading(() => clock.advance(freeLoadingSeconds));
  expect(meter.chargeLoading()).toBe(0);
  const slow = meterOf();
  for (const seconds of [1, 2]) slow.meter.timeLoading(() => slow.clock.advance(seconds));
  expect(slow.meter.chargeLoading()).toBe(3 - freeLoadingSeconds);
  expect(slow.meter.charged).toMatchObject({ wall: 3 - freeLoadingSeconds, cpu: 1.5 - freeLoadingSeconds });
});

test("loading that throws was loading, too", () => {
  const { clock, meter } = meterOf();
  const broken = () =>
    meter.timeLoading(() => {
      clock.advance(2);
      throw new Error("a syntax error");
    });
  expect(broken).toThrow("a syntax error");
  expect(meter.chargeLoading()).toBe(2 - freeLoadingSeconds);
});

test("under reference time a slow machine alone charges nothing for loading; counted time brings the clocks along", () => {
  const { clock, counted, meter } = meterOf("reference");
  meter.timeLoading(() => clock.advance(5));
  expect(meter.chargeLoading()).toBe(0);
  expect(meter.charged).toMatchObject({ reference: 0, wall: 0, cpu: 0 });
  counted.referenceNanoseconds = 1e9;
  expect(meter.chargeLoading()).toBe(1);
  expect(meter.charged).toMatchObject({ reference: 1, wall: 5 - freeLoadingSeconds });
});

test("what was saved goes on in another meter, clocks and loading", async () => {
  const one = meterOf();
  one.meter.timeLoading(() => one.clock.advance(3));
  await one.meter.start();
  one.clock.advance(4);
  await one.meter.stop();
  const saved = one.meter.save();
  expect(saved).toEqual({ wall: 4, cpu: 2, loading: { wall: 3, cpu: 1.5 } });
  const other = meterOf();
  other.meter.restore(saved);
  expect(other.meter.charged).toMatchObject({ wall: 4, cpu: 2 });
  expect(other.meter.chargeLoading()).toBe(4 + 3 - freeLoadingSeconds);
  // What was saved stays as it was.
  expect(saved.loading).toEqual({ wall: 3, cpu: 1.5 });
});

test("a machine that tells CPU time goes on from one that did not, and the reverse", () => {
  const without = meterOf("wall", { hasCpu: false }).meter;
  const withCpu = meterOf().meter;
  withCpu.restore(without.save());
  expect(withCpu.charged.cpu).toBe(0);
  without.restore({ ...withCpu.save(), cpu: 2 });
  expect(without.charged.cpu).toBeNull();
});
