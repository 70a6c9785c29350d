import { readFileSync } from "node:fs";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { expect, test } from "vitest";
import { quadratic, trainOn } from "../testing/trainOn.ts";

const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);

test.each([
  ["adamw_self", "adamw", (p: number) => ({ one_minus_beta1: 1 - p, eps: 1e-8 })],
  ["nadamw_self", "nadamw", (p: number) => ({ one_minus_beta1: 1 - p, eps: 1e-8 })],
  ["nesterov_self", "nesterov", (p: number) => ({ one_minus_momentum: 1 - p })],
] as const)("%s is %s at one fixed point", async (name, base, rename) => {
  const text = readFileSync(new URL(`../${name}.ts`, import.meta.url), "utf8");
  const { hyperparameters } = await readManifest(
    { entry: "a.ts", files: { "a.ts": text } },
    await loadEngine(),
  );
  const point = Array.isArray(hyperparameters) ? (hyperparameters[0] ?? {}) : {};
  const named = { ...point, ...rename(Number(point.beta1 ?? point.momentum)) };
  const run = (submission: string, at: typeof point) =>
    trainOn(submission, loss, { steps: 30, point: at }).then(({ path }) => path);
  expect(await run(name, point)).toEqual(await run(base, named));
});

test("cyclic LR with one cycle is NadamW with warmup and cosine (arXiv 2502.15015)", async () => {
  const point = {
    lr: 0.02,
    one_minus_beta1: 0.1,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0.1,
    warmup_factor: 0.1,
  };
  const base = await trainOn("nadamw", loss, { steps: 30, point });
  const one = await trainOn("cyclic_lr", loss, { steps: 30, point: { ...point, cycles: 1, peak_factor: 1 } });
  expect(one.path).toEqual(base.path);
});
