import { readFileSync } from "node:fs";
import { UserError } from "@steepest/base/userError.ts";
import { hardwareClassSchema } from "@steepest/core/schema/hardwareClass.ts";
import { suiteSchema } from "@steepest/core/schema/suite.ts";
import { expect, test } from "vitest";
import {
  card,
  cards,
  drafts,
  hardwareClass,
  hardwareClasses,
  isOpen,
  notOpen,
  suite,
  suites,
  unmeasuredClasses,
  unmeasuredWorkloads,
} from "./catalogue.ts";
import { declaredClasses } from "./hardwareClasses.ts";
import algoperf from "./testing/algoperfModels.json" with { type: "json" };

test("suites and hardware classes are valid and every workload of a suite exists", () => {
  for (const each of suites) {
    expect(suiteSchema.parse(each)).toEqual(each);
    for (const id of each.workloads) expect(card(id).id).toBe(id);
  }
  for (const each of hardwareClasses) expect(hardwareClassSchema.parse(each)).toEqual(each);
});

test("every workload has a budget and an evaluation period where time is counted, and elsewhere both or neither", () => {
  const counted = hardwareClasses.filter(({ measure }) => measure === "reference").map(({ id }) => id);
  const declared = declaredClasses.map(({ id }) => id);
  for (const { target } of cards) {
    const ids = Object.keys(target.budgetSeconds);
    expect(Object.keys(target.evaluationPeriodSeconds)).toEqual(ids);
    expect(ids).toEqual(expect.arrayContaining(counted));
    for (const id of ids) expect([...counted, ...declared]).toContain(id);
  }
});

test("a class is offered once it is measured, and says until then what is missing", () => {
  expect([...unmeasuredClasses, ...hardwareClasses].map(({ id }) => id).sort()).toEqual(
    ["cpu-wasm", ...declaredClasses.map(({ id }) => id)].sort(),
  );
  for (const { id } of hardwareClasses)
    expect(
      suites.some((each) => isOpen(each.id, id)),
      id,
    ).toBe(true);
  for (const { id } of unmeasuredClasses) {
    expect(suites.some((each) => isOpen(each.id, id))).toBe(false);
    expect(() => hardwareClass(id)).toThrow(
      expect.objectContaining({
        code: "class-unmeasured",
        details: expect.stringContaining("the seconds of its calibration"),
        solution: expect.stringContaining(`npm run measure:class -- --class ${id}`),
      }),
    );
    expect(notOpen(id, "quick").details).toContain(unmeasuredWorkloads("quick", id).join(", "));
  }
});

test("no workload is offered before its target is set by the procedure", () => {
  for (const { target } of cards) expect(target.provenance.command).toContain("setTargets.ts");
});

test("cards count the parameters of AlgoPerf's models as AlgoPerf does", () => {
  const counts: Readonly<Record<string, { readonly parameters: number }>> = algoperf.models;
  for (const { algoperf: counterpart, model, variantOf } of [...cards, ...drafts]) {
    const known = counterpart === null || variantOf !== null ? undefined : counts[counterpart];
    if (known !== undefined) expect(model.algoperfParameterCount).toBe(known.parameters);
  }
});

test("an unknown id is refused with the known ones", () => {
  for (const [look, known] of [
    [() => card("mnist"), cards.map(({ id }) => id).join(", ")],
    [() => suite("fast"), suites.map(({ id }) => id).join(", ")],
    [() => hardwareClass("gpu"), "cpu-wasm"],
  ] as const) {
    expect(look).toThrow(UserError);
    expect(look).toThrow(expect.objectContaining({ solution: `Use one of: ${known}.` }));
  }
});

test("data packages are pinned to the version that cards name", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const { dataset } of cards) {
    for (const pinned of dataset.packages) {
      // A scope's name starts with an @ of its own.
      const at = pinned.lastIndexOf("@");
      expect(dependencies[pinned.slice(0, at)]).toBe(pinned.slice(at + 1));
    }
  }
});

test("every workload of the standard suite has held-out variants to draw from", () => {
  const known = [...cards, ...drafts];
  for (const { heldOut } of suites) {
    for (const [base, candidates] of Object.entries(heldOut?.candidates ?? {})) {
      for (const id of candidates) expect(card(id).variantOf).toBe(base);
    }
  }
  for (const base of suite("standard").workloads) {
    const variants = known.filter(({ variantOf }) => variantOf === base);
    expect(variants.length, base).toBeGreaterThanOrEqual(2);
  }
});

test("the suites are AlgoPerf's three and the quick one", () => {
  expect(suites.map(({ id }) => id)).toEqual(["quick", "qualification", "standard", "standard_heldout"]);
});
