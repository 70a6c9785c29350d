import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { recordSchema } from "@steepest/core/schema/record.ts";
import { devicesOf } from "@steepest/tensors/backend/describeBackends.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { swiftShaderDriver } from "@steepest/tensors/backend/node/vulkanDrivers.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import { noMachineWalls } from "../walls/machineWalls.ts";
import { dataFolderOf } from "./ensureData.ts";
import { runTrialInChild } from "./runTrialInChild.ts";
import { deviceVariables } from "./spawnTrialProcess.ts";
import type { ChildProgress } from "./trialMessages.ts";

const process = (name: string) => new URL(`../../test/processes/${name}.ts`, import.meta.url);

test("a trial runs in its process and comes back as a valid record", async () => {
  const seen: ChildProgress[] = [];
  const { result } = runTrialInChild(exampleJob, { onProgress: (progress) => seen.push(progress) });
  const ended = await result;
  if (ended.kind !== "record") throw new Error(JSON.stringify(ended));
  const record = recordSchema.parse(ended.record);
  expect(record).toMatchObject({
    seed: 1,
    totals: { steps: 5 },
    submission: { version: exampleJob.version },
  });
  expect(record.totals.charged.cpu).toBeGreaterThan(0);
  expect(seen[0]?.phase).toBe("load");
});

test("a failing submission is the submission's failure, with its line", async () => {
  const text = exampleJob.source.files["example.ts"]?.replace(
    "const mHat =",
    "throw new Error('bad idea');\n const mHat =",
  );
  const source = { entry: "example.ts", files: { "example.ts": text ?? "" } };
  const ended = await runTrialInChild({ ...exampleJob, source }).result;
  expect(ended).toMatchObject({
    kind: "record",
    record: { outcome: { kind: "failed", cause: "submission", reason: expect.stringContaining("bad idea") } },
  });
});

test("what a submission prints comes out in order while it runs, also what it printed before it failed", async () => {
  const text = (exampleJob.source.files["example.ts"] ?? "").replace(
    "const mHat =",
    "console.log('step ' + step);\n if (step === 3) { console.warn('stop'); throw new Error('enough'); }\n const mHat =",
  );
  const source = { entry: "example.ts", files: { "example.ts": text } };
  const printed: string[] = [];
  const ended = await runTrialInChild({ ...exampleJob, source }, { onConsole: (line) => printed.push(line) })
    .result;
  expect(printed).toEqual(["step 1", "step 2", "step 3", "warn: stop"]);
  expect(ended).toMatchObject({ kind: "record", record: { console: printed } });
});

test("a process that prints without end is shown no more than a trial may print", async () => {
  let characters = 0;
  const { result } = runTrialInChild(exampleJob, {
    module: process("printsWithoutEnd"),
    onConsole: (line) => {
      characters += line.length;
    },
  });
  expect(await result).toMatchObject({ kind: "crashed" });
  expect(characters).toBeGreaterThan(60_000);
  expect(characters).toBeLessThan(70_000);
});

test("a process that hangs is killed at the hard deadline: the machine's failure where time is counted", async () => {
  const ended = await runTrialInChild(exampleJob, { module: process("hangs"), deadlineSeconds: 1 }).result;
  expect(ended).toMatchObject({
    kind: "crashed",
    hasBegun: true,
    record: { outcome: { kind: "failed", cause: "machine", code: "hard-deadline" } },
  });
});

test("… and to the submission's charge where the clock rules", async () => {
  const byClock = { ...exampleJob, environment: { ...exampleJob.environment, hardwareClass: "webgpu" } };
  const { result } = runTrialInChild(byClock, { module: process("hangs"), deadlineSeconds: 1 });
  const ended = await result;
  if (ended.kind !== "record") throw new Error(JSON.stringify(ended));
  expect(recordSchema.parse(ended.record).outcome).toMatchObject({
    kind: "failed",
    cause: "submission",
    code: "hard-deadline",
  });
});

test("a process that never gets its data loaded is the machine's failure", async () => {
  const module = process("neverLoads");
  expect(
    await runTrialInChild(exampleJob, { module, loadSeconds: 1, deadlineSeconds: 0.1 }).result,
  ).toMatchObject({
    kind: "crashed",
    record: { outcome: { cause: "machine", code: "load-deadline" } },
  });
});

test("a process that dies is the machine's failure, with what it last said", async () => {
  const ended = await runTrialInChild(exampleJob, { module: process("crashes") }).result;
  expect(ended).toMatchObject({
    kind: "crashed",
    reason: "The trial's process ended with code 3.\nout of luck",
    hasBegun: false,
    record: { outcome: { cause: "machine" } },
  });
});

test("a message that no trial sends is not believed", async () => {
  expect(await runTrialInChild(exampleJob, { module: process("lies") }).result).toMatchObject({
    kind: "crashed",
  });
});

test("a cancelled trial ends without a record", async () => {
  const trial = runTrialInChild(exampleJob, { module: process("hangs") });
  trial.cancel();
  expect(await trial.result).toEqual({ kind: "cancelled" });
});

test("a trial's process sees nothing of our environment but where devices are", async () => {
  const ended = await runTrialInChild(exampleJob, { module: process("tellsEnvironment") }).result;
  if (ended.kind !== "refused") throw new Error(JSON.stringify(ended));
  const others = ended.error.message
    .split(" ")
    .filter((name) => name !== "" && !name.startsWith("NODE_CHANNEL") && !deviceVariables.includes(name));
  expect(others).toEqual([]);
});

test("data that is missing is built before the trial starts, which may write nothing itself", async () => {
  const dataDirectory = join(temporaryFolder(), "data");
  const ended = await runTrialInChild({ ...exampleJob, dataDirectory }).result;
  expect(ended).toMatchObject({ kind: "record", record: { totals: { steps: 5 } } });
  expect(readdirSync(join(dataDirectory, "mnist")).sort()).toEqual(
    readdirSync(dataFolderOf(exampleJob)).sort(),
  );
});

test("a trial on a machine without walls, and one whose data only the runner's user may read, make the same record", async () => {
  const dataDirectory = join(temporaryFolder(), "data");
  cpSync(dataFolderOf(exampleJob), join(dataDirectory, "mnist"), { recursive: true });
  const ended = await Promise.all([
    runTrialInChild(exampleJob, { walls: noMachineWalls }).result,
    runTrialInChild({ ...exampleJob, dataDirectory }).result,
    runTrialInChild(exampleJob).result,
  ]);
  const hashes = ended.map((each) => (each.kind === "record" ? each.record.parametersSha256 : each.kind));
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(hashes).size).toBe(1);
});

test.skipIf(swiftShaderDriver() === null)(
  "a trial on WebGPU trains behind this machine's walls, on the adapter that it is given",
  async () => {
    const { devices } = (await devicesOf("webgpu")) ?? { devices: [] };
    const environment = { ...exampleJob.environment, backend: "webgpu", hardwareClass: "webgpu" } as const;
    const job = { ...exampleJob, environment };
    // Not to its end: evaluations take long where a GPU is imitated.
    const trial = runTrialInChild(job, {
      device: devices[0],
      onProgress: ({ step }) => step > 0 && trial.cancel(),
    });
    expect(await trial.result).toEqual({ kind: "cancelled" });
    const other = { ...(devices[0] as ComputeDevice), variables: { STEEPEST_WEBGPU_ADAPTER: "NVIDIA H100" } };
    const refused = await runTrialInChild(job, { device: other }).result;
    expect(refused).toMatchObject({ kind: "refused", error: { code: "backend-unavailable" } });
  },
  240_000,
);
