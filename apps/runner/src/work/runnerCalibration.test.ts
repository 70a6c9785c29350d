import { ApiError, problemType } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease, Runner, Standing } from "@steepest/core/schema/api/runners.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration, exampleEnvironment, exampleJob } from "../../test/exampleJob.ts";
import type { CalibrationForm } from "./calibrateHere.ts";
import { Outbox } from "./outbox.ts";
import { type RunnerOptions, runRunner } from "./runner.ts";

/** Ends as `capped` at its first step. */
const leaseOf = (trial: string): Lease => ({
  trial,
  attempt: 1,
  entry: "e1",
  submission: "example",
  version: exampleJob.version,
  source: exampleJob.source,
  suite: "quick",
  ruleset: "self",
  workload: "mnist_mlp",
  study: 0,
  trialIndex: 0,
  seed: 1,
  hyperparameters: exampleJob.hyperparameters,
  capSeconds: 0,
  expiresAt: new Date().toISOString(),
});

const within: Standing = { kind: "within", relativeSpeed: 1, tolerance: 0.15 };
const notChecked: Standing = { kind: "not-checked", relativeSpeed: null };
const refusal = (code: string) =>
  new ApiError({ type: problemType(code), title: code, status: 409, detail: "" });

interface Scenario {
  readonly standing: (environment: Environment) => Standing;
  readonly lease: Client["lease"];
  readonly calibrate?: (form: CalibrationForm, anew: boolean) => void;
  readonly report?: () => void;
}

/** A runner of a platform that answers as the scenario says; `drain` ends it. */
function runnerOf({ standing, lease, calibrate = () => {}, report = () => {} }: Scenario) {
  const drain = new AbortController();
  const notes: string[] = [];
  const client: Partial<Client> = {
    registerRunner: async ({ name, environment }): Promise<Runner> => ({
      id: "r1",
      name,
      hardwareClass: environment.hardwareClass,
      environment,
      standing: standing(environment),
      calibratedAt: null,
      lastSeenAt: new Date().toISOString(),
    }),
    lease,
    heartbeat: async () => ({ cancel: false, capSeconds: 0, expiresAt: new Date().toISOString() }),
    report: async (trial, { attempt }) => {
      report();
      return { trial, attempt, status: "finished", timeToTargetSeconds: null };
    },
  };
  const note = (text: string) => void notes.push(text);
  const options: RunnerOptions = {
    client: client as Client,
    name: "here",
    environment: exampleEnvironment,
    calibrate: async (form, anew) => {
      calibrate(form, anew);
      return exampleCalibration;
    },
    dataDirectory: exampleJob.dataDirectory,
    outbox: new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here"),
    display: { progress: () => {}, ended: () => {}, dropped: (_, why) => note(why), note, close: () => {} },
    once: false,
    pin: false,
    drain: drain.signal,
    release: new AbortController().signal,
    pollSeconds: 0.01,
    physicalCores: 2,
  };
  return { options, notes, drain };
}

test("a runner that is refused since the check was switched on calibrates in full, and gets trials again", async () => {
  const forms: string[] = [];
  let checked = false;
  let served = 0;
  const { options, drain } = runnerOf({
    standing: () => (!checked ? notChecked : forms.includes("full anew") ? within : { kind: "uncalibrated" }),
    lease: async () => {
      checked = true;
      if (!forms.includes("full anew")) throw refusal("runner-uncalibrated");
      served++;
      drain.abort();
      return null;
    },
    calibrate: (form, anew) => void forms.push(anew ? `${form} anew` : form),
  });
  // However recent the short one is.
  await runRunner({ ...options, recalibrateSeconds: 3600 });
  expect(forms).toEqual(["short", "full anew"]);
  expect(served).toBe(1);
});

test("a runner that may not run so many trials ends when the check is switched on", async () => {
  let checked = false;
  const { options } = runnerOf({
    standing: () => (checked ? { kind: "uncalibrated" } : notChecked),
    lease: async () => {
      checked = true;
      throw refusal("runner-uncalibrated");
    },
  });
  const environment = { ...exampleEnvironment, jobs: 2, cores: 2 };
  await expect(runRunner({ ...options, environment, physicalCores: 1 })).rejects.toMatchObject({
    code: "too-many-jobs",
  });
});

test("a calibration that fails is told once, and tried again after the usual time", async () => {
  let calibrations = 0;
  const { options, notes, drain } = runnerOf({
    standing: () => within,
    lease: async () => null,
    calibrate: () => {
      if (calibrations++ === 0) return;
      if (calibrations === 4) drain.abort();
      throw new Error("the process ended without an answer");
    },
  });
  await runRunner({ ...options, recalibrateSeconds: 0.1 });
  expect(calibrations).toBe(4);
  expect(notes.filter((note) => note.includes("The calibration failed"))).toHaveLength(1);
});

test("a queue that is never empty does not put a calibration off: trials end, it is measured alone, trials go on", async () => {
  const events: string[] = [];
  let running = 0;
  let given = 0;
  const { options, drain } = runnerOf({
    standing: () => within,
    lease: async () => {
      // The last answer ends the runner: four trials are enough.
      if (given === 4) {
        drain.abort();
        return null;
      }
      running++;
      return leaseOf(`t${++given}`);
    },
    calibrate: () => {
      events.push(`calibration beside ${running}`);
    },
    report: () => {
      running--;
      events.push("trial");
    },
  });
  // A trial's process takes longer to start than a calibration lasts here.
  const environment = { ...exampleEnvironment, jobs: 2, cores: 2 };
  await runRunner({ ...options, environment, recalibrateSeconds: 0.1, overdueSeconds: 0.1 });
  expect(events.filter((event) => event === "trial")).toHaveLength(4);
  const between = events.slice(events.indexOf("trial"), events.lastIndexOf("trial"));
  expect(between).toContain("calibration beside 0");
  expect(new Set(events)).toEqual(new Set(["calibration beside 0", "trial"]));
});

test("with `once`, the tally says that the queue was not empty but closed to this machine", async () => {
  const { options, notes } = runnerOf({
    standing: () => ({ kind: "outside", relativeSpeed: 0.5, tolerance: 0.15 }),
    lease: async () => {
      throw refusal("runner-outside-class");
    },
  });
  expect(await runRunner({ ...options, once: true })).toMatchObject({ reported: 0, refused: true });
  expect(notes.join("\n")).toContain("runner-outside-class");
});
