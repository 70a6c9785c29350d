import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { CalibrationLog } from "./calibrationLog.ts";

const jobs = [0, 1, 2].map((study) => ({ ...exampleJob, study }));
const record = (study: number) => exampleRecord({ study, seconds: 5 + study });

function filled(): string {
  const path = join(temporaryFolder(), "deep", "trials.jsonl");
  const log = new CalibrationLog(path);
  for (const job of jobs.slice(0, 2)) log.add(job, record(job.study));
  return path;
}
const studies = (log: CalibrationLog) => jobs.map((job) => log.get(job)?.study ?? null);

test("what was added is there when the log is opened again", () => {
  expect(studies(new CalibrationLog(filled()))).toEqual([0, 1, null]);
});

test("a line that was cut off by a kill is as if it were not there, and the next one is whole", () => {
  const path = filled();
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, -100));
  const log = new CalibrationLog(path);
  expect(studies(log)).toEqual([0, null, null]);
  log.add(jobs[2] ?? exampleJob, record(2));
  expect(studies(new CalibrationLog(path))).toEqual([0, null, 2]);
});

test.each([
  ["no JSON", "{"],
  ["another thing", "{}"],
])("a damaged line in the middle is named: %s", (_, line) => {
  const path = filled();
  appendFileSync(path, `${line}\n`);
  expect(() => new CalibrationLog(path)).toThrow(
    expect.objectContaining({
      name: "UserError",
      code: "corrupt-log",
      message: expect.stringContaining("Line 3"),
    }),
  );
});

test("a trial that another setting would measure anew is not taken for this one", () => {
  const log = new CalibrationLog(filled());
  for (const other of [
    { budgetSeconds: 1 },
    { seed: 7 },
    { version: "c".repeat(64) },
    { hyperparameters: {} },
    { environment: { ...exampleJob.environment, featureLevel: "simd" } },
  ]) {
    expect(log.get({ ...exampleJob, ...other })).toBeNull();
  }
});

test("where time is counted, a trial of another machine is this one's; by the clock it is not", () => {
  const { environment } = exampleJob;
  const others = [
    { ...environment, cpu: "another" },
    { ...environment, jobs: 2 },
  ];
  const log = new CalibrationLog(filled());
  const path = join(temporaryFolder(), "trials.jsonl");
  const byClock = new CalibrationLog(path);
  const ofClass = (of: typeof environment) => ({
    ...exampleJob,
    environment: { ...of, hardwareClass: "webgpu" },
  });
  byClock.add(ofClass(environment), exampleRecord({ seconds: 5 }));
  expect(byClock.get(ofClass(environment))).not.toBeNull();
  for (const other of others) {
    expect(log.get({ ...exampleJob, environment: other })).not.toBeNull();
    expect(byClock.get(ofClass(other))).toBeNull();
  }
});

test("a trial that the machine broke off is not kept", () => {
  const path = filled();
  const log = new CalibrationLog(path);
  const broken = {
    kind: "failed",
    cause: "machine",
    code: "process-crashed",
    reason: "",
    stack: null,
  } as const;
  log.add(jobs[2] ?? exampleJob, { ...record(2), outcome: broken });
  expect(studies(log)).toEqual([0, 1, null]);
});
