import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError, problemType } from "@steepest/core/schema/api/apiError.ts";
import type { RegisterRunner, Standing } from "@steepest/core/schema/api/runners.ts";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration, exampleEnvironment } from "../../test/exampleJob.ts";
import { createInstance } from "./instance.ts";
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
    instance: { id: "i1", predecessor: () => undefined, keep: () => {} },
    patience: null,
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

test("while another process has its name it stands by, says so once, and takes its turn; with no patience it ends", async () => {
  const elsewhere = new ApiError({
    ...{ type: problemType("runner-elsewhere"), title: "Another process works as here.", status: 409 },
    ...{ detail: "It was heard of just now.", solution: "Take another name." },
  });
  let asked = 0;
  const notes: string[] = [];
  const begin = (patience: AbortSignal | null) =>
    createRegistration({
      client: {
        async registerRunner({ name, environment, instance, replaces }) {
          expect([instance, replaces]).toEqual(["i1", "i0"]);
          if (asked++ < 3) throw elsewhere;
          const [{ hardwareClass }, at] = [environment, new Date(0).toISOString()];
          const standing = { kind: "any-speed" } as const;
          return { id: "r1", name, hardwareClass, environment, standing, calibratedAt: null, lastSeenAt: at };
        },
      },
      name: "here",
      instance: { id: "i1", predecessor: () => "i0", keep: () => notes.push("kept") },
      patience,
      standbySeconds: 0.01,
      environment: exampleEnvironment,
      calibrate: async () => exampleCalibration,
      persistent: (call) => call(),
      note: (text) => notes.push(text),
      recalibrateSeconds: 0,
    });
  await expect(begin(null)).rejects.toThrow(elsewhere);
  const standingBy = begin(new AbortController().signal);
  expect((await standingBy).id).toBe("r1");
  expect(notes.map((note) => note.slice(0, 32))).toEqual([
    ...["! Another process works as here.", "kept", "The other process is gone: this "],
    "Reference time is counted: a mac",
  ]);
});

test("a process that is gone is the predecessor of the next one in its folder; one that lives is not", () => {
  const folder = temporaryFolder();
  const first = createInstance(folder);
  expect(first.predecessor()).toBeUndefined();
  first.keep();
  const second = createInstance(folder);
  expect(second.id).not.toBe(first.id);
  expect(second.predecessor()).toBeUndefined();
  writeFileSync(join(folder, "process.txt"), `${2 ** 22 + 1} 7 ${first.id}`);
  expect(second.predecessor()).toBe(first.id);
});
