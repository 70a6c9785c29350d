import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { ApiError, problemType } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease, Report } from "@steepest/core/schema/api/runners.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration, exampleEnvironment, exampleJob } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { Outbox } from "./outbox.ts";
import { type RunnerOptions, runRunner } from "./runner.ts";

const lease: Lease = {
  trial: "t1",
  attempt: 2,
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
  // Reached after the first step: the trial ends at once as `capped`.
  capSeconds: 0,
  expiresAt: new Date().toISOString(),
};
const endless = { ...lease, capSeconds: null };

interface Said {
  readonly leases: (Lease | Error)[];
  readonly reports: Report[];
  readonly releases: { readonly trial: string; readonly cause: string }[];
  readonly notes: string[];
}

const unreachable = new UserError({ code: "api-unreachable", what: "No answer.", solution: "Wait." });
const conflict = new ApiError({
  type: "urn:x:conflict",
  title: "Conflict",
  status: 409,
  detail: "The lease is lost.",
});

/** A platform with the given queue; what it is told is kept. Methods a runner must not call are missing. */
function platform(queue: (Lease | Error)[], overrides: Partial<Client> = {}) {
  const said: Said = { leases: [...queue], reports: [], releases: [], notes: [] };
  const client: Partial<Client> = {
    registerRunner: async ({ name, environment }) => ({
      id: "r1",
      name,
      hardwareClass: environment.hardwareClass,
      environment,
      standing: { kind: "not-checked", relativeSpeed: null },
      calibratedAt: null,
      lastSeenAt: new Date().toISOString(),
    }),
    lease: async () => {
      const next = said.leases.shift();
      if (next instanceof Error) throw next;
      return next ?? null;
    },
    heartbeat: async () => ({ cancel: false, capSeconds: 0, expiresAt: new Date().toISOString() }),
    report: async (trial, report) => {
      said.reports.push(report);
      return { trial, attempt: report.attempt, status: "finished", timeToTargetSeconds: null };
    },
    release: async (trial, { cause }) => {
      said.releases.push({ trial, cause });
    },
    ...overrides,
  };
  const never = new AbortController().signal;
  const options: RunnerOptions = {
    client: client as Client,
    name: "here",
    environment: exampleEnvironment,
    calibrate: async () => exampleCalibration,
    dataDirectory: exampleJob.dataDirectory,
    outbox: new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here"),
    display: {
      progress: () => {},
      ended: () => {},
      dropped: (_, why) => said.notes.push(why),
      note: (text) => said.notes.push(text),
      close: () => {},
    },
    once: true,
    pin: false,
    drain: never,
    release: never,
    heartbeatSeconds: 0.2,
    pollSeconds: 0.05,
  };
  return { said, options };
}

test("a leased trial is run and its record reported under its attempt", async () => {
  const { said, options } = platform([lease]);
  expect(await runRunner(options)).toEqual({ reported: 1, kept: 0, released: 0, refused: false });
  expect(said.reports).toMatchObject([{ attempt: 2, record: { outcome: { kind: "capped" }, seed: 1 } }]);
  expect(options.outbox.items()).toEqual([]);
});

test("an API that is away is waited for, when leasing and when reporting", async () => {
  let failures = 0;
  const { said, options } = platform([unreachable, lease]);
  const report = options.client.report;
  options.client.report = async (trial, body) => {
    if (failures++ === 0) throw unreachable;
    return report(trial, body);
  };
  expect(await runRunner(options)).toMatchObject({ reported: 1 });
  expect(said.reports).toHaveLength(1);
  expect(said.notes.filter((note) => note.includes("No answer."))).toHaveLength(2);
});

test("a record that could not be delivered is delivered by the next start", async () => {
  const { said, options } = platform([]);
  options.outbox.put({ trial: "t9", attempt: 1, record: exampleRecord({ seconds: 3 }) });
  expect(await runRunner(options)).toMatchObject({ reported: 1 });
  expect(said.reports).toMatchObject([{ attempt: 1 }]);
  expect(options.outbox.items()).toEqual([]);
});

test("a record that the API refuses for good is not kept", async () => {
  const { said, options } = platform([], {
    report: async () => {
      throw conflict;
    },
  });
  options.outbox.put({ trial: "t9", attempt: 1, record: exampleRecord({ seconds: 3 }) });
  expect(await runRunner(options)).toEqual({ reported: 0, kept: 0, released: 0, refused: false });
  expect(options.outbox.items()).toEqual([]);
  expect(said.notes.join()).toContain("The lease is lost.");
});

test("a revoked token ends the runner with its reason and keeps the record", async () => {
  const forbidden = new ApiError({
    type: "urn:x:unauthorized",
    title: "Unknown token",
    status: 401,
    detail: "",
  });
  const { options } = platform([], {
    report: async () => {
      throw forbidden;
    },
  });
  options.outbox.put({ trial: "t9", attempt: 1, record: exampleRecord({ seconds: 3 }) });
  await expect(runRunner(options)).rejects.toThrow("Unknown token");
  expect(options.outbox.items()).toHaveLength(1);
});

test.each([
  ["says so", async () => ({ cancel: true, capSeconds: null, expiresAt: new Date().toISOString() })],
  [
    "answers 409",
    async () => {
      throw conflict;
    },
  ],
])("a lost lease stops the trial without a report: the heartbeat %s", async (_, heartbeat) => {
  const { said, options } = platform([endless], { heartbeat });
  expect(await runRunner(options)).toEqual({ reported: 0, kept: 0, released: 0, refused: false });
  expect(said.notes.slice(1)).toEqual(["no longer wanted: stopped"]);
});

test("a trial of a workload that is not known here is given back, and the runner ends", async () => {
  const { said, options } = platform([{ ...lease, workload: "of_tomorrow" }, lease]);
  await expect(runRunner(options)).rejects.toThrow("of_tomorrow");
  expect(said.releases).toEqual([{ trial: "t1", cause: "drain" }]);
  expect(said.leases).toHaveLength(1);
});

test("a record of another target than the platform's is given back, and the runner ends", async () => {
  const problem = {
    type: problemType("record-mismatch"),
    title: "Mismatch",
    status: 422,
    detail: "target: 0.9",
  };
  const { said, options } = platform([lease, lease], {
    report: async () => {
      throw new ApiError(problem);
    },
  });
  await expect(runRunner(options)).rejects.toThrow("refuses this runner's record");
  expect(said.releases).toEqual([{ trial: "t1", cause: "drain" }]);
  expect(said.leases).toHaveLength(1);
});

test("where one of two slots fails, the other gives its trial back and leases nothing more", async () => {
  const { said, options } = platform([endless, { ...lease, trial: "t2", workload: "of_tomorrow" }, endless]);
  const environment = { ...exampleEnvironment, jobs: 2 };
  await expect(runRunner({ ...options, environment })).rejects.toThrow("of_tomorrow");
  expect(said.releases.map(({ trial }) => trial).sort()).toEqual(["t1", "t2"]);
  expect(said.leases).toHaveLength(1);
});

test("a cap that a heartbeat brings ends the running trial", async () => {
  const { said, options } = platform([endless], {
    heartbeat: async () => ({ cancel: false, capSeconds: 0.01, expiresAt: new Date().toISOString() }),
  });
  await runRunner(options);
  expect(said.reports).toMatchObject([{ record: { outcome: { kind: "capped", capSeconds: 0.01 } } }]);
});

test("draining leases nothing more and gives running trials back when the grace is over", async () => {
  const drain = new AbortController();
  const release = new AbortController();
  const { said, options } = platform([endless, endless], {
    heartbeat: async () => {
      drain.abort();
      release.abort();
      return { cancel: false, capSeconds: null, expiresAt: new Date().toISOString() };
    },
  });
  const tally = await runRunner({ ...options, drain: drain.signal, release: release.signal });
  expect(tally).toEqual({ reported: 0, kept: 0, released: 1, refused: false });
  expect(said.releases).toEqual([{ trial: "t1", cause: "drain" }]);
  expect(said.leases).toHaveLength(1);
});

test("a runner that a fresh API does not know registers again", async () => {
  const unknown = new ApiError({
    type: "urn:x:unknown-runner",
    title: "Unknown runner",
    status: 404,
    detail: "",
  });
  let registrations = 0;
  const { options, said } = platform([unknown, lease]);
  const register = options.client.registerRunner;
  options.client.registerRunner = (runner) => {
    registrations++;
    return register(runner);
  };
  // `once` ends at the empty answer of the new registration; the next lease is the next start's.
  await runRunner(options);
  // Before and after the calibration of its start, and again.
  expect(registrations).toBe(3);
  expect(said.leases).toEqual([lease]);
});

test("a runner outside of its class is told why, is measured again while idle, and works once it is inside", async () => {
  const refused = new ApiError({
    type: problemType("runner-outside-class"),
    title: "The runner here runs at 50 % of the speed of the reference of cpu-wasm.",
    status: 409,
    detail: "",
  });
  const speeds = [20, 20, 10];
  const forms: string[] = [];
  let asked = 0;
  const drain = new AbortController();
  const { said, options } = platform([], {
    registerRunner: async ({ name, environment }) => {
      const seconds = environment.calibration?.seconds ?? null;
      const relativeSpeed = seconds === null ? Number.NaN : 10 / seconds;
      return {
        id: "r1",
        name,
        hardwareClass: environment.hardwareClass,
        environment,
        standing:
          seconds === null
            ? { kind: "uncalibrated" }
            : { kind: seconds === 10 ? "within" : "outside", relativeSpeed, tolerance: 0.15 },
        calibratedAt: null,
        lastSeenAt: new Date().toISOString(),
      };
    },
    lease: async () => {
      asked++;
      if (speeds.length > 0) throw refused;
      if (said.reports.length > 0) drain.abort();
      return said.reports.length > 0 ? null : lease;
    },
  });
  await runRunner({
    ...options,
    calibrate: async (form, anew) => {
      forms.push(`${form}${anew ? " anew" : ""}`);
      return { ...exampleCalibration, seconds: speeds.shift() ?? Number.NaN };
    },
    once: false,
    pollSeconds: 0.01,
    recalibrateSeconds: 0.3,
    drain: drain.signal,
  });
  expect(forms.slice(0, 3)).toEqual(["full", "full anew", "full anew"]);
  expect(said.reports).toMatchObject([{ record: { environment: { calibration: { seconds: 10 } } } }]);
  expect(said.notes[0]).toContain("50 % of the reference's speed: outside of the class (85 % to 115 %)");
  // Once after each calibration that was outside, however often it asked.
  expect(asked).toBeGreaterThan(4);
  expect(said.notes.filter((note) => note.startsWith("! The runner here runs at 50 %"))).toHaveLength(2);
});

test("a platform that checks speeds takes no runner with more trials at a time than cores", async () => {
  const { options } = platform([], {
    registerRunner: async ({ name, environment }) => ({
      id: "r1",
      name,
      hardwareClass: environment.hardwareClass,
      environment,
      standing: { kind: "within", relativeSpeed: 1, tolerance: 0.15 },
      calibratedAt: null,
      lastSeenAt: new Date().toISOString(),
    }),
  });
  const crowded = { ...exampleEnvironment, jobs: 3, cores: 2 };
  await expect(runRunner({ ...options, environment: crowded })).rejects.toMatchObject({
    code: "too-many-jobs",
  });
});

const full = () => {
  throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    syscall: "write",
  });
};

test("a record that no disk takes is delivered from memory, also by an API that is away at first", async () => {
  let failures = 0;
  const { said, options } = platform([lease]);
  options.outbox.put = full;
  const report = options.client.report;
  options.client.report = async (trial, body) => {
    if (failures++ === 0) throw unreachable;
    return report(trial, body);
  };
  expect(await runRunner(options)).toMatchObject({ reported: 1, kept: 0 });
  expect(said.reports).toHaveLength(1);
  expect(said.releases).toEqual([]);
  expect(said.notes.join()).toContain(
    "There is no space left to write a file. A finished record is in memory alone",
  );
});

test("a runner whose disk is full leases nothing, says why once, and goes on when there is space", async () => {
  let asked = 0;
  const drain = new AbortController();
  const { said, options } = platform([lease]);
  const outbox = new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here", {
    freeBytes() {
      expect(said.leases).toHaveLength(asked < 3 ? 1 : said.leases.length);
      return asked++ < 3 ? 5 * 2 ** 20 : 2 ** 30;
    },
  });
  const report = options.client.report;
  options.client.report = (trial, body) => {
    drain.abort();
    return report(trial, body);
  };
  await runRunner({ ...options, outbox, once: false, drain: drain.signal });
  expect(said.reports).toHaveLength(1);
  expect(
    said.notes.filter((note) => note.includes("No trials until there is space: 5 MiB are free")),
  ).toHaveLength(1);
  expect(said.notes).toContain("There is space for records again.");
});

test("with `once`, a full disk is told apart from an empty queue", async () => {
  const { said, options } = platform([lease]);
  const outbox = new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here", { freeBytes: () => 0 });
  expect(await runRunner({ ...options, outbox })).toMatchObject({ reported: 0, refused: true });
  expect(said.leases).toHaveLength(1);
});

test("an outbox that cannot be written to says so, whatever is free", () => {
  const outbox = new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here");
  expect(outbox.shortage()).toBeNull();
  expect(readdirSync(outbox.directory)).toEqual([]);
  // Not by its rights: root may write anywhere.
  rmSync(outbox.directory, { recursive: true });
  writeFileSync(outbox.directory, "");
  expect(outbox.shortage()).toMatch(/Nothing can be written at .*outbox/);
});

test("an outbox that somebody cleared away is there again", () => {
  const outbox = new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here");
  rmSync(outbox.directory, { recursive: true });
  expect(outbox.shortage()).toBeNull();
  rmSync(outbox.directory, { recursive: true });
  expect(outbox.items()).toEqual([]);
});

test("what an outbox holds of another version of Steepest is kept for an operator, and told", () => {
  const notes: string[] = [];
  const outbox = new Outbox(temporaryFolder(), "http://127.0.0.1:1", "here", {
    note: (text) => notes.push(text),
  });
  writeFileSync(join(outbox.directory, "t1-1.json"), '{"format":"of tomorrow"}');
  expect([outbox.items(), outbox.items()]).toEqual([[], []]);
  expect(readdirSync(outbox.directory)).toEqual(["t1-1.json.unknown"]);
  expect(notes).toHaveLength(1);
});

test("a record that counted and cannot be taken from the outbox (a disk that is read-only by now) is no reason to stop", async () => {
  const { said, options } = platform([]);
  options.outbox.put({ trial: "t9", attempt: 1, record: exampleRecord({ seconds: 3 }) });
  const report = options.client.report;
  options.client.report = (trial, body) => {
    // A folder is not removed as a file is; root may remove anything else.
    rmSync(join(options.outbox.directory, "t9-1.json"));
    mkdirSync(join(options.outbox.directory, "t9-1.json"));
    return report(trial, body);
  };
  expect(await runRunner(options)).toMatchObject({ reported: 1, kept: 0 });
  expect(said.reports).toHaveLength(1);
});

test("a machine where no trial can begin burns none: it gives each back, waits, says why once, and goes on", async () => {
  const { execPath } = process;
  const drain = new AbortController();
  const { said, options } = platform([lease, lease, lease]);
  // At first a disk that takes no data; then no process can be started (too many are, no memory, a program that an update took away).
  const dataDirectory = join(temporaryFolder(), "data");
  writeFileSync(dataDirectory, "no folder");
  const { release, report } = options.client;
  options.client.release = (trial, body) => {
    if (said.releases.length === 0) {
      rmSync(dataDirectory);
      symlinkSync(exampleJob.dataDirectory, dataDirectory);
      process.execPath = join(dataDirectory, "no-node-here");
    } else process.execPath = execPath;
    return release(trial, body);
  };
  options.client.report = (trial, body) => {
    drain.abort();
    return report(trial, body);
  };
  const running = runRunner({ ...options, dataDirectory, once: false, drain: drain.signal });
  const tally = await running.finally(() => {
    process.execPath = execPath;
  });
  const given = { trial: "t1", cause: "drain" };
  expect(said.releases).toEqual([given, given]);
  expect(tally).toMatchObject({ reported: 1, released: 2 });
  const [disk, processes, ...others] = said.notes.filter((note) => note.startsWith("! No trial can begin"));
  expect(disk).toContain(`${dataDirectory} is there already, and not as the folder`);
  expect(processes).toContain("no-node-here");
  expect(others).toEqual([]);
  expect(said.notes).toContain("Trials can begin here again.");
});

test("a record that a clock misdated, which was set while the trial ran, is dated by the platform's and counts", async () => {
  const time = "2031-05-06T07:08:09.000Z";
  const problem = {
    type: problemType("record-mismatch"),
    title: "The record is not of this trial.",
    status: 422,
    detail: "See errors.",
    errors: [{ path: "startedAt", message: "is before the lease was given: set the machine's clock" }],
  };
  const { said, options } = platform([], { health: async () => ({ status: "ok", api: "v1", time }) });
  const { report } = options.client;
  options.client.report = async (trial, body) => {
    if (body.record.finishedAt !== time) throw new ApiError(problem);
    return report(trial, body);
  };
  options.outbox.put({ trial: "t9", attempt: 1, record: exampleRecord({ seconds: 3 }) });
  expect(await runRunner(options)).toMatchObject({ reported: 1 });
  const [{ record }] = said.reports as [Report];
  expect(Date.parse(time) - Date.parse(record.startedAt)).toBe(1000 * (record.totals.charged.wall ?? 0));
  expect(said.notes.join()).toContain("This machine's clock was set while a trial ran");
  expect(options.outbox.items()).toEqual([]);
});
