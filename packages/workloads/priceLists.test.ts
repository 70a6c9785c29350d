import { operationPrices } from "@steepest/core/sandbox/operationPrices.ts";
import { expect, test } from "vitest";
import { cards } from "./cards.ts";
import { hardwareClasses, knownClasses } from "./hardwareClasses.ts";
import { priceListOf } from "./priceLists.ts";

const counted = hardwareClasses.filter(({ measure }) => measure === "reference");

test.each(counted)("$id has a price of every host function and of every workload's functions", ({ id }) => {
  const list = priceListOf(id);
  expect(list?.hardwareClass).toBe(id);
  for (const name of operationPrices) {
    const { base, per } = list?.operations[name] ?? { base: 0, per: {} };
    expect(base + Object.values(per).reduce((sum, value) => sum + value, 0), name).toBeGreaterThan(0);
  }
  expect(Object.keys(list?.workloads ?? {}).sort()).toEqual(cards.map((card) => card.id).sort());
  for (const [workload, { gradient, loss }] of Object.entries(list?.workloads ?? {})) {
    expect(gradient.base, workload).toBeGreaterThan(0);
    // A gradient takes its loss and more.
    const sum = (price: typeof loss) => price.base + Object.values(price.per).reduce((a, b) => a + b, 0);
    expect(sum(gradient), workload).toBeGreaterThan(sum(loss));
  }
});

test("classes that the clock rules have none; a class on the basis of another has that one's", () => {
  expect(priceListOf("cpu-wasm-wall")).toBeNull();
  expect(priceListOf("webgpu")).toBeNull();
  for (const { id, basis, measure } of knownClasses) {
    if (measure === "reference") expect(priceListOf(id)).toBe(priceListOf(basis ?? id));
  }
});
