import type { Calibration } from "@steepest/core/schema/calibration.ts";
import { expect, test } from "vitest";
import { calibrationValidMilliseconds, checksHardwareClass, standingOf } from "./standingOf.ts";

const reference = {
  id: "cpu-wasm",
  title: "",
  backend: "wasm",
  measure: "wall",
  referenceCalibrationSeconds: 10,
  calibrationTolerance: 0.25,
} as const;

const calibration = (seconds: number, passes = 10) => ({
  seconds,
  parts: { matrix: seconds / 4, convolution: seconds / 4, elementwise: seconds / 4, small: seconds / 4 },
  passes,
});

/** Measured just now. */
const now = (measured: Calibration | null) => ({ calibration: measured, ageMilliseconds: 0 });

test.each([
  [8, "within", 1.25],
  [10, "within", 1],
  [12.5, "within", 0.8],
  [7.9, "outside", 10 / 7.9],
  [13.4, "outside", 10 / 13.4],
])("a calibration of %d s against a reference of 10 s, tolerance 0.25, is %s", (seconds, kind, speed) => {
  expect(standingOf(now(calibration(seconds)), reference, true)).toEqual({
    kind,
    relativeSpeed: speed,
    tolerance: 0.25,
  });
});

test("without a calibration there is nothing to judge, and without a check nothing is judged", () => {
  expect(standingOf(now(null), reference, true)).toEqual({ kind: "uncalibrated" });
  expect(standingOf(now(null), reference, false)).toEqual({ kind: "not-checked", relativeSpeed: null });
  expect(standingOf(now(calibration(20, 1)), reference, false)).toEqual({
    kind: "not-checked",
    relativeSpeed: 0.5,
  });
});

test("where classes are checked, a short calibration counts as none", () => {
  expect(standingOf(now(calibration(10, 1)), reference, true)).toEqual({ kind: "uncalibrated" });
});

test("where classes are checked, a calibration of more than a day ago counts as none", () => {
  const aged = (ageMilliseconds: number) => ({ calibration: calibration(10), ageMilliseconds });
  expect(calibrationValidMilliseconds).toBe(24 * 3600_000);
  expect(standingOf(aged(calibrationValidMilliseconds), reference, true)).toMatchObject({ kind: "within" });
  expect(standingOf(aged(calibrationValidMilliseconds + 1), reference, true)).toEqual({
    kind: "uncalibrated",
  });
  expect(standingOf(aged(calibrationValidMilliseconds + 1), reference, false)).toEqual({
    kind: "not-checked",
    relativeSpeed: 1,
  });
});

test("only the word `off` turns the check off, and no other word is taken for one", () => {
  const checks = (check?: string) =>
    checksHardwareClass({
      ...(check === undefined ? {} : { STEEPEST_HARDWARE_CLASS_CHECK: check }),
    } as never);
  expect([undefined, "", "on", "off"].map(checks)).toEqual([true, true, true, false]);
  expect(() => checks("no")).toThrow(/STEEPEST_HARDWARE_CLASS_CHECK/);
});
