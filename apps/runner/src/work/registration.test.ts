import type { RegisterRunner, Standing } from "@steepest/core/schema/api/runners.ts";
import { expect, test, vi } from "vitest";
import { exampleCalibration, exampleEnvironment } from "../../test/exampleJob.ts";
import { createRegistration } from "./registration.ts";

/** Registers with a platform that answers with this standing; what was sent, asked for and noted is kept. */
async function register(standing: Standing, recalibrateSeconds = 0) {
  const sent: RegisterRunner[] = [];
  const asked: string[] = [];
  const notes: string[] = [];
  let failing = false;
  const registration = await createRegistration({
    client: {
      async registerRunner(runner) {
        sent.push(runner);
        const { name, environment } = runner;
        const { hardwareClass } = environment;
        const at = new Date(0).toISOString();
        return { id: "r1", name, hardwareClass, environment, standing, calibratedAt: null, lastSeenAt: at };
      },
    },
    name: "here",
    environment: { ...exampleEnvironment, calibrationSeconds: 99 },
    async calibrate(form, anew) {
      if (failing) throw new Error("no answer");
      asked.push(anew ? `${form} anew` : form);
      return { ...exampleCalibration, passes: form === "full" ? 10 : 1 };
    },
    persistent: (call) => call(),
    note: (text) => notes.push(text),
    recalibrateSeconds,
  });
  const fail = () => {
    failing = true;
  };
  return { registration, sent, asked, notes, fail };
}

test("it registers without a figure, then with the one that it made, which records get", async () => {
  const { registration, sent } = await register({ kind: "within", relativeSpeed: 1.02, tolerance: 0.15 });
  expect(sent.map(({ environment }) => environment.calibrationSeconds)).toEqual([null, 10]);
  expect(registration.environment).toMatchObject({ calibrationSeconds: 10, calibration: exampleCalibration });
});

test("a platform that checks nobody gets a short calibration, and no other one", async () => {
  const { registration, asked, notes } = await register({ kind: "not-checked", relativeSpeed: 0.8 });
  expect(asked).toEqual(["short"]);
  expect(registration.environment.calibration?.passes).toBe(1);
  expect(notes).toEqual([
    "Calibration: 10.00 s (short form), 80 % of the reference's speed; not checked by this platform.",
  ]);
  expect(registration.due()).toBe(false);
});

test("a platform that checks gets a full one, and the next when its time has come", async () => {
  const standing = { kind: "within", relativeSpeed: 1, tolerance: 0.15 } as const;
  expect((await register(standing, 600)).registration.due()).toBe(false);
  const { registration, asked, sent } = await register(standing);
  expect(registration.due()).toBe(true);
  await registration.recalibrate();
  expect(asked).toEqual(["full", "full anew"]);
  expect(sent).toHaveLength(3);
});

test("an attempt that failed puts the next one off like any other", async () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  try {
    const { registration, fail } = await register({ kind: "within", relativeSpeed: 1, tolerance: 0.15 }, 600);
    now.mockReturnValue(601_000);
    expect(registration.due()).toBe(true);
    fail();
    await expect(registration.recalibrate()).rejects.toThrow("no answer");
    expect(registration.due()).toBe(false);
    now.mockReturnValue(1_202_000);
    expect(registration.due()).toBe(true);
  } finally {
    now.mockRestore();
  }
});

test("a full calibration is overdue after an hour, and once more only with the next attempt", async () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  try {
    const { registration, fail } = await register({ kind: "within", relativeSpeed: 1, tolerance: 0.15 }, 600);
    now.mockReturnValue(3599_000);
    expect(registration.overdue()).toBe(false);
    now.mockReturnValue(3600_000);
    expect(registration.overdue()).toBe(true);
    fail();
    await expect(registration.recalibrate()).rejects.toThrow("no answer");
    expect(registration.overdue()).toBe(false);
    now.mockReturnValue(4200_000);
    expect(registration.overdue()).toBe(true);
  } finally {
    now.mockRestore();
  }
});
