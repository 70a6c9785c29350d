import { existsSync } from "node:fs";
import { join } from "node:path";
import { workloadCardSchema } from "@steepest/core/schema/workloadCard.ts";
import { card, cards } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const counted = workloadCardSchema.extend({
  parameters: z.object({ standard: z.int(), algoperf: z.int().nullable() }),
});

test("workloads lists every workload with data, licence, parameters, target and budget", async () => {
  const { code, out } = await runCaptured(["workloads", "--variants"]);
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^workload +AlgoPerf's +data +licence +parameters +target +budget +suites$/);
  for (const { id, dataset, model, target } of cards) {
    const line = lines.find((each) => each.startsWith(`${id} `)) ?? "";
    expect(line).toContain(dataset.packages.join(", "));
    expect(line).toContain(dataset.licence.slice(0, 20));
    expect(line).toContain(model.parameterCount.toLocaleString("en"));
    expect(line).toContain(String(target.validation));
  }
});

test("held-out variants are listed only where they are asked for", async () => {
  const { out } = await runCaptured(["workloads"]);
  const first = out.split("\n").map((line) => line.split(" ")[0]);
  // After the title and its rule.
  expect(first.slice(2, -1)).toEqual(cards.filter(({ variantOf }) => variantOf === null).map(({ id }) => id));
});

test("workloads --json carries every card with the parameter counts of both configurations", async () => {
  const { out } = await runCaptured(["workloads", "--json"]);
  const { workloads } = z.object({ workloads: z.array(counted) }).parse(JSON.parse(out));
  expect(workloads.map(({ id }) => id)).toEqual(cards.map(({ id }) => id));
  for (const { id, parameters } of workloads) {
    const { parameterCount, algoperfParameterCount } = card(id).model;
    expect(parameters).toEqual({ standard: parameterCount, algoperf: algoperfParameterCount ?? null });
  }
});

test("workloads list --suite lists those of a suite", async () => {
  const { out } = await runCaptured(["workloads", "list", "--suite", "quick", "--json"]);
  const { workloads } = z.object({ workloads: z.array(counted) }).parse(JSON.parse(out));
  expect(workloads.map(({ id }) => id)).toEqual(["mnist_mlp", "mnist_cnn", "brown_lm"]);
});

test("workloads show prints the card, for people or as JSON", async () => {
  const { out } = await runCaptured(["workloads", "show", "brown_lm"]);
  const { dataset, model, metric, target } = card("brown_lm");
  for (const part of [dataset.licence, dataset.sha256, model.description, metric.label]) {
    expect(out).toContain(part);
  }
  expect(out).toContain(`validation cross_entropy ≤ ${target.validation}`);
  const { out: json } = await runCaptured(["workloads", "show", "brown_lm", "--json"]);
  expect(counted.parse(JSON.parse(json))).toMatchObject(card("brown_lm"));
});

test("workloads prepare builds the cache of what is asked for, and says so", async () => {
  const home = temporaryFolder();
  const { code, err, out } = await runCaptured(["workloads", "prepare", "mnist_mlp", "--json"], { home });
  expect(code).toBe(0);
  const { directory, prepared } = JSON.parse(out) as { directory: string; prepared: { workload: string }[] };
  expect(prepared.map(({ workload }) => workload)).toEqual(["mnist_mlp"]);
  expect(existsSync(join(directory, "mnist", "train-images.bin"))).toBe(true);
  expect(err).toBe("");
  const again = await runCaptured(["workloads", "prepare", "mnist_mlp", "mnist_cnn"], { home });
  expect(again.err).toMatch(/✓ mnist_mlp is ready .*\n✓ mnist_cnn is ready/);
});

test("an unknown workload is refused before anything is prepared", async () => {
  const { code, err } = await runCaptured(["workloads", "prepare", "mnist_mlp", "mnist"]);
  expect(code).not.toBe(0);
  expect(err).toContain("There is no workload mnist.");
  expect(err).toContain("Did you mean mnist_");
  expect(err).not.toContain("is ready");
});
