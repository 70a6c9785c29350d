import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease, Report } from "@steepest/core/schema/api/runners.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration, exampleEnvironment, exampleJob } from "../../test/exampleJob.ts";
import { Outbox } from "../work/outbox.ts";
import { runRunner } from "../work/runner.ts";
import { DevicePool } from "./devicePool.ts";

const eight = Array.from(
  { length: 8 },
  (_, index): ComputeDevice => ({
    index,
    name: "NVIDIA H100 80GB HBM3",
    uuid: `GPU-${index}`,
    driver: "535.104.05",
    memoryBytes: 8e10,
    variables: { CUDA_VISIBLE_DEVICES: `GPU-${index}` },
  }),
);

test("of a runner with eight devices each trains one trial at a time, and every record says on which, and how fast that one is", async () => {
  const leases = Array.from(
    { length: 12 },
    (_, at): Lease => ({
      ...{ trial: `t${at}`, attempt: 1, entry: "e1", submission: "example" },
      ...{ version: exampleJob.version, source: exampleJob.source, suite: "quick", ruleset: "self" },
      ...{
        workload: "mnist_mlp",
        study: 0,
        trialIndex: 0,
        seed: at,
        hyperparameters: exampleJob.hyperparameters,
      },
      // Ends as `capped` after its first step.
      ...{ capSeconds: 0, expiresAt: new Date().toISOString() },
    }),
  );
  const reports: Report[] = [];
  const client: Partial<Client> = {
    registerRunner: async ({ name, environment }) => ({
      ...{ id: "r1", name, hardwareClass: environment.hardwareClass, environment },
      standing: { kind: "not-checked", relativeSpeed: null },
      ...{ calibratedAt: null, lastSeenAt: new Date().toISOString() },
    }),
    lease: async () => leases.shift() ?? null,
    heartbeat: async () => ({ cancel: false, capSeconds: 0, expiresAt: new Date().toISOString() }),
    report: async (trial, report) => {
      reports.push(report);
      return { trial, attempt: report.attempt, status: "finished", timeToTargetSeconds: null };
    },
  };
  const devices = new DevicePool({
    ...{ devices: eight, isPatient: false, folder: temporaryFolder() },
    tries: async () => null,
    note: () => {},
  });
  const never = new AbortController().signal;
  const measure = async ({ index }: ComputeDevice) => ({ ...exampleCalibration, seconds: 10 + index });
  const tally = await runRunner({
    client: client as Client,
    name: "lab",
    environment: { ...exampleEnvironment, jobs: 8, cores: 8 },
    calibrate: () => devices.calibrate(measure),
    dataDirectory: exampleJob.dataDirectory,
    outbox: new Outbox(temporaryFolder(), "http://127.0.0.1:1", "lab"),
    display: { progress: () => {}, ended: () => {}, dropped: () => {}, note: () => {}, close: () => {} },
    ...{ once: true, pin: false, drain: never, release: never, pollSeconds: 0.05, devices },
  });
  expect(tally).toMatchObject({ reported: 12, released: 0 });
  const ran = reports.map(({ record: { environment, startedAt, finishedAt } }) => {
    expect(environment).toMatchObject({ gpu: "NVIDIA H100 80GB HBM3" });
    const index = environment.device?.index ?? -1;
    expect(environment.device).toEqual({
      ...{ index, name: "NVIDIA H100 80GB HBM3", uuid: `GPU-${index}` },
      ...{ driver: "535.104.05", memoryBytes: 8e10 },
    });
    expect(environment.calibrationSeconds).toBe(10 + index);
    return { index, began: Date.parse(startedAt), ended: Date.parse(finishedAt) };
  });
  expect(new Set(ran.map(({ index }) => index))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  for (const one of ran) {
    const beside = ran.filter((other) => other !== one && other.index === one.index);
    for (const { began, ended } of beside) expect(began >= one.ended || ended <= one.began).toBe(true);
  }
}, 120_000);
