import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { recordSchema } from "@steepest/core/schema/record.ts";
import {
  fakeNvidiaProgram,
  fakeTensorflow,
  nvidiaLine,
} from "@steepest/tensors/backend/node/testing/fakeTensorflow.ts";
import { expect, test } from "vitest";
import { repositoryHome } from "../../test/captureIo.ts";

const packageName = "@tensorflow/tfjs-node-gpu";
const folder = fakeTensorflow(packageName, { onGpu: true });
const nvidia = fakeNvidiaProgram({ lines: [0, 1, 2].map((index) => nvidiaLine(index)) });
const root = join(import.meta.dirname, "../../../..");

/** The real command line, in a folder that has TensorFlow's package, on a machine whose driver lists three GPUs. */
function steepest(words: readonly string[]) {
  const ran = spawnSync(process.execPath, [join(root, "apps/runner/bin/steepest.mjs"), ...words], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      STEEPEST_HOME: repositoryHome,
      PATH: `${dirname(nvidia)}${delimiter}${process.env["PATH"]}`,
    },
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const run = [
  ...["run", join(root, "submissions/sgd/external.ts"), "--workload", "mnist_mlp", "--backend", "cuda"],
  ...["--budget", "0.1", "--studies", "1", "--no-baselines", "--no-pin"],
];

test("doctor lists the devices, plain and as data", () => {
  const { devices } = JSON.parse(steepest(["doctor", "--backend", "cuda", "--no-benchmark", "--json"]).out)
    .backends[0].devices;
  expect(devices).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2, driver: "535.104.05" }]);
  expect(steepest(["doctor", "--backend", "cuda", "--no-benchmark"]).out).toMatch(
    /cuda +2 +NVIDIA H100 80GB HBM3 +85\.5 GB +535\.104\.05 +GPU-00000002/,
  );
}, 60_000);

test("more trials than devices, and a device that is not there, are refused", () => {
  expect(steepest([...run, "--jobs", "4"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("4 trials cannot run side by side on 3 devices."),
  });
  expect(steepest([...run, "--devices", "1,7"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("It has: 0, 1, 2."),
  });
}, 60_000);

test("every trial's process sees its own device alone; one that is lost is told once, and its trial runs on another", () => {
  const lost = "GPU-00000001-aaaa-bbbb-cccc-dddddddddddd";
  writeFileSync(join(folder, "node_modules", packageName, "dist/lost.txt"), lost);
  const { code, err } = steepest([...run, "--trials", "3", "--out", "records-of-three"]);
  expect(code, err).toBe(0);
  expect(err.match(/Device 1 \(NVIDIA H100 80GB HBM3, GPU-00000001[^)]*\) is out of use/g)).toHaveLength(1);
  const records = join(folder, "records-of-three/records");
  const environments = readdirSync(records).map(
    (file) => recordSchema.parse(JSON.parse(readFileSync(join(records, file), "utf8"))).environment,
  );
  expect(environments).toHaveLength(3);
  for (const { device, featureLevel } of environments)
    expect(featureLevel).toBe(`tensorflow-2.9.1 sees ${device?.uuid}-cuda`);
  expect(new Set(environments.map(({ device }) => device?.index))).toEqual(new Set([0, 2]));
}, 240_000);
