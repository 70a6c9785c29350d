import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured } from "../../test/captureIo.ts";

const doctorSchema = z.object({
  ok: z.boolean(),
  machine: z.object({ cores: z.int(), memoryBytes: z.number(), runtime: z.string() }),
  backends: z.array(
    z.object({ name: z.string(), available: z.boolean(), reason: z.string().min(1), benchmark: z.null() }),
  ),
  data: z.object({ directory: z.string(), workloads: z.array(z.object({ prepared: z.boolean() })) }),
});

test("doctor --json says of every backend whether it works, and why not", async () => {
  const { code, out } = await runCaptured(["doctor", "--no-benchmark", "--json"]);
  const report = doctorSchema.parse(JSON.parse(out));
  expect(code).toBe(0);
  expect(report.backends.map(({ name }) => name)).toEqual(["cuda", "native", "webgpu", "wasm", "cpu"]);
  expect(report.backends.at(-1)?.available).toBe(true);
});

test("workloads --json lists cards, and show gives one", async () => {
  const list = z
    .object({ workloads: z.array(workloadCardSchema) })
    .parse(JSON.parse((await runCaptured(["workloads", "--suite", "quick", "--json"])).out));
  expect(list.workloads.map(({ id }) => id)).toEqual(["mnist_mlp", "mnist_cnn", "brown_lm"]);
  const shown = await runCaptured(["workloads", "show", "mnist_mlp", "--json"]);
  expect(workloadCardSchema.parse(JSON.parse(shown.out)).id).toBe("mnist_mlp");
  expect(await runCaptured(["workloads", "show", "imagenet"])).toMatchObject({ code: 1, out: "" });
});
