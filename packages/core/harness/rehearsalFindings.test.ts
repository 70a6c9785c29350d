import { expect, test } from "vitest";
import type { Manifest } from "../schema/manifest.ts";
import { rehearsalFindings } from "./rehearsalFindings.ts";
import type { Rehearsal } from "./rehearse.ts";

const text = `import { defineSubmission } from "steepest";
// update( is spoken of here
export default defineSubmission({
  name: "aa",
  stateBytesPerParameter: 4,
  async update(ctx) {},
  prepareForEval: (ctx) => ({}),
});
`;
const sourceOf = (code: string) => ({ entry: "a.ts", files: { "a.ts": code } });
const manifest = (stateBytesPerParameter?: number) =>
  ({
    name: "aa",
    ruleset: "self",
    hyperparameters: [{}],
    ...(stateBytesPerParameter === undefined ? {} : { stateBytesPerParameter }),
  }) as Manifest;
const rehearsal = (
  { firstLoss = 2, lastLoss = 1, stateBytesPerParameter = 4 }: Partial<Rehearsal["dryRun"]> = {},
  more: Partial<Rehearsal> = {},
): Rehearsal => ({
  dryRun: { steps: 20, firstLoss, lastLoss, stateBytesPerParameter },
  ...{ largestLoss: firstLoss, uphillSteps: 0, downhillSteps: 20, moved: true },
  ...more,
});
const find = (of: Rehearsal, stated?: number, code = text) =>
  rehearsalFindings(manifest(stated), of, sourceOf(code));
const told = (of: Rehearsal, stated?: number) =>
  find(of, stated).map(({ message, isWarning, line }) => [isWarning ? "warning" : "problem", line, message]);

test("a rehearsal that learned finds nothing", () => {
  expect(find(rehearsal())).toEqual([]);
  expect(find(rehearsal(), 4)).toEqual([]);
});

test("a loss that rose with most of its steps uphill is ascent: a warning while it is small, with the line of the update", () => {
  const slow = rehearsal({ firstLoss: 1, lastLoss: 10 }, { uphillSteps: 15, downhillSteps: 5 });
  expect(find(slow)).toEqual([
    {
      ...{ file: "a.ts", line: 6, column: null, isWarning: true },
      message:
        "the loss of a tiny problem rose from 1.000 to 10.00: 15 of 20 steps went along the gradient, where it grows",
      solution: expect.stringContaining("sign of the update"),
    },
  ]);
  const fast = rehearsal({ firstLoss: 1, lastLoss: 10.001 }, { uphillSteps: 15, downhillSteps: 5 });
  expect(told(fast)).toEqual([["problem", 6, expect.stringContaining("rose from 1.000 to 10.00")]]);
  const ruined = rehearsal({ firstLoss: 1, lastLoss: Number.NaN }, { uphillSteps: 20, downhillSteps: 0 });
  expect(told(ruined)).toEqual([
    ["problem", 6, expect.stringContaining("from 1.000 until it was not finite: 20 of 20")],
  ]);
});

test("fewer steps uphill are none of a wrong sign, nor is a loss that fell", () => {
  const mixed = { uphillSteps: 14, downhillSteps: 6 };
  expect(told(rehearsal({ firstLoss: 1, lastLoss: 2 }, mixed))).toEqual([]);
  expect(told(rehearsal({ firstLoss: 1, lastLoss: 11 }, mixed))).toEqual([
    ["warning", 6, "the loss of a tiny problem rose from 1.000 to 11.00"],
  ]);
  expect(told(rehearsal({ firstLoss: 1, lastLoss: 10 }, mixed))).toEqual([]);
  expect(told(rehearsal({ firstLoss: 1, lastLoss: Number.POSITIVE_INFINITY }, mixed))).toEqual([
    ["problem", 6, "the training loss was not finite after 20 steps of a tiny problem"],
  ]);
  const grown = rehearsal({ firstLoss: 1, lastLoss: Number.NaN }, { ...mixed, largestLoss: 11 });
  expect(told(grown)).toEqual([
    ["warning", 6, "the loss of a tiny problem rose from 1.000 until it was not finite"],
  ]);
  expect(told({ ...grown, largestLoss: 10 })).toEqual([
    ["problem", 6, "the training loss was not finite after 20 steps of a tiny problem"],
  ]);
  expect(told(rehearsal({}, { uphillSteps: 20, downhillSteps: 0 }))).toEqual([]);
  // No step went anywhere.
  expect(told(rehearsal({ firstLoss: 1, lastLoss: 2 }, { uphillSteps: 0, downhillSteps: 0 }))).toEqual([]);
});

test("what did not move, and what moved without any effect, is warned of once, where it may come from", () => {
  const still = { firstLoss: 2, lastLoss: 2 };
  expect(told(rehearsal(still, { moved: false }))).toEqual([
    ["warning", 6, "20 steps of a tiny problem did not change any parameter"],
  ]);
  expect(told(rehearsal(still))).toEqual([
    ["warning", 7, expect.stringContaining("the very loss of the first parameters")],
  ]);
});

test.each([
  [4, 4.44, false],
  [4, 4.46, true],
  [4, 3.54, true],
  [0, 0.25, false],
  [0, 0.26, true],
])("%d stated bytes of state beside %d held ones: wrong is %s", (stated, held, isWrong) => {
  const found = told(rehearsal({ stateBytesPerParameter: held }), stated);
  expect(found).toEqual(
    isWrong
      ? [
          [
            "problem",
            5,
            `the manifest states ${stated} bytes of state per parameter, the rehearsal held ${held.toFixed(2)}`,
          ],
        ]
      : [],
  );
});

test.each([
  ["a member by its name and a colon", "defineSubmission({\n  update: (ctx) => 1,\n});", 2],
  ["on the call's own line", "x;\nexport default defineSubmission({ name: 'a', update(ctx) {} });", 2],
  ["a shorthand", "defineSubmission({\n  update,\n});", 2],
  ["an optimizer, where there is no update", "defineSubmission ({\n\n  optimizer: () => 1,\n});", 3],
  [
    "the update before the optimizer, wherever they stand",
    "defineSubmission({\n optimizer: 1,\n update: 2 });",
    3,
  ],
  [
    "what stands before the call is no member",
    "const a = { update: 1 };\ndefineSubmission({\n  name: 1 });",
    null,
  ],
  ["without a call all lines are looked at", "const a = { update: 1 };\n", 1],
  ["a longer name is another", "defineSubmission({\n  updates: 1,\n  my_update: 2 });", null],
])("the line is that of %s", (_, code, line) => {
  expect(find(rehearsal({}, { moved: false }), undefined, code).map((one) => one.line)).toEqual([line]);
});
