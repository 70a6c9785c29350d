import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { repositoryHome, runCaptured, temporaryFolder } from "../../test/captureIo.ts";

/** The prepared data, and nothing else of the repository's state: a calibration made under test must not be kept there. */
function doctorHome(): string {
  const home = temporaryFolder();
  symlinkSync(join(repositoryHome, "data"), join(home, "data"));
  return home;
}

const doctorSchema = z.object({
  ok: z.boolean(),
  machine: z.object({ cores: z.int(), memoryBytes: z.number(), runtime: z.string() }),
  backends: z.array(
    z.object({
      name: z.string(),
      available: z.boolean(),
      reason: z.string().min(1),
      memoryBytes: z.number().nullable(),
      benchmark: z.null(),
      calibration: z.null(),
      kernels: z.null(),
    }),
  ),
  walls: z.array(z.object({ name: z.string(), stands: z.boolean(), how: z.string().min(1) })),
  data: z.object({ directory: z.string(), workloads: z.array(z.object({ prepared: z.boolean() })) }),
});

test("doctor --json says of every backend whether it works, and why not", async () => {
  const { code, out } = await runCaptured(["doctor", "--no-benchmark", "--json"]);
  const report = doctorSchema.parse(JSON.parse(out));
  expect(code).toBe(0);
  expect(report.backends.map(({ name }) => name)).toEqual(["cuda", "native", "webgpu", "wasm", "cpu"]);
  expect(report.backends.at(-1)?.available).toBe(true);
});

test("doctor says which walls stand around a trial, plain and as data", async () => {
  const plain = await runCaptured(["doctor", "--no-benchmark"]);
  const { walls } = doctorSchema.parse(
    JSON.parse((await runCaptured(["doctor", "--no-benchmark", "--json"])).out),
  );
  expect(walls.map(({ name }) => name)).toEqual(["permission", "network", "environment", "user", "memory"]);
  for (const { name, stands, how } of walls)
    expect(plain.out).toContain(`${stands ? "✓" : "!"} ${name.padEnd(11)} ${how}`);
});

test("doctor --backend trains, calibrates and checks the kernels of that one", async () => {
  const { code, out, err } = await runCaptured(["doctor", "--backend", "wasm"], { home: doctorHome() });
  expect(code, err).toBe(0);
  expect(out).toMatch(/wasm .* yes .* [MG]B .* steps\/s/);
  expect(out).toMatch(/✓ wasm: \d+ % of the reference machine's speed; time is counted/);
  expect(out).toMatch(/✓ wasm: \d+ kernel checks agree with cpu/);
}, 120_000);

test("doctor --backend of one that is not installed says how to install it", async () => {
  const { code, out } = await runCaptured(["doctor", "--backend", "native"]);
  expect(code).toBe(1);
  expect(out).toContain("npm install --no-save @tensorflow/tfjs-node@4.22.0");
});

/** A card with the parameters of both configurations side by side. */
const listed = workloadCardSchema.extend({
  parameters: z.strictObject({ standard: z.int(), algoperf: z.int().nullable() }),
});

test("workloads --json lists cards, and show gives one", async () => {
  const list = z
    .object({ workloads: z.array(listed) })
    .parse(JSON.parse((await runCaptured(["workloads", "--suite", "quick", "--json"])).out));
  expect(list.workloads.map(({ id }) => id)).toEqual(["mnist_mlp", "mnist_cnn", "brown_lm"]);
  const shown = await runCaptured(["workloads", "show", "mnist_mlp", "--json"]);
  expect(listed.parse(JSON.parse(shown.out)).id).toBe("mnist_mlp");
  expect(await runCaptured(["workloads", "show", "imagenet"])).toMatchObject({ code: 1, out: "" });
});
