import { readFileSync } from "node:fs";
import { stepCostsSchema } from "@steepest/core/submission/stepCosts.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { expect, test } from "vitest";
import { names } from "./testing/references.ts";
import { trainOnWorkload } from "./testing/trainOnWorkload.ts";

const { relativeToSgd, prices } = stepCostsSchema.parse(
  JSON.parse(readFileSync(new URL("stepCost.json", import.meta.url), "utf8")),
);

test("every reference submission has its step cost on every workload of `quick`, by the prices that hold (npm run test:submissions)", () => {
  expect(prices).toBe(priceListOf("cpu-wasm")?.version);
  const { workloads } = suite("quick");
  const known = names.map((name) => [name, Object.keys(relativeToSgd[name] ?? {})]);
  expect(known).toEqual(names.map((name) => [name, workloads]));
});

test("it comes out again, to the last digit", async () => {
  await openBackend("wasm");
  const workload = await loadWorkload("mnist_mlp");
  const loaded = await workload.load(await prepareData("mnist_mlp"));
  const count = async (name: string) => (await trainOnWorkload(name, workload, loaded, 60)).nanoseconds;
  const cost = (await count("adamw")) / (await count("sgd"));
  expect(Number(cost.toFixed(2))).toBe(relativeToSgd["adamw"]?.["mnist_mlp"]);
  loaded.dispose();
});
