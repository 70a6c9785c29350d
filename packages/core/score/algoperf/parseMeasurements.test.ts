import { expect, test } from "vitest";
import { parseMeasurements } from "./parseMeasurements.ts";

const range = { min: 0, max: null };
const workload = { metric: "wer", direction: "min", range, target: 0.1 } as const;
const header = "score,global_step,validation/wer";

test.each([
  ["an empty file", ""],
  ["a header alone", `${header}\n`],
  ["a file without the metric", "score,global_step\n1,2\n"],
  ["values that are empty, NaN or infinite", `${header}\n1,1,\n2,2,nan\n3,3,NaN\n4,4,-inf\n5,5,inf\n`],
  ["text instead of values, a repeated header for one", `${header}\n${header}\nscore,2,0.2\n`],
  ["values that an error rate cannot have", `${header}\n1,1,-0.5\n2,2,-1e-9\n`],
  ["values that miss the target", `${header}\n1,1,0.2\n`],
])("%s has not reached the target", (_, text) => {
  expect(parseMeasurements(text, workload).reached).toBeNull();
});

test("the first evaluation at or below a minimized target counts, rows without a value keep their index", () => {
  const text = `${header}\r\n1.5,10,0.2\r\n2.5,20,\r\n3.5,30,0.1\r\n4.5,40,0.05\r\n`;
  expect(parseMeasurements(text, workload).reached).toEqual({ evaluation: 2, seconds: 3.5, step: 30 });
});

test("a maximized target is met from above", () => {
  const text = "validation/bleu,score\n29,1\n31,2\n";
  const bleu = { metric: "bleu", direction: "max", range: { min: 0, max: 100 }, target: 30.8 } as const;
  expect(parseMeasurements(text, bleu).reached).toEqual({ evaluation: 1, seconds: 2, step: null });
});

test("the time is that of the first evaluation that meets the target, unknown where the log does not say it", () => {
  const text = `${header}\n,10,0.05\n2,20,0.05\n`;
  expect(parseMeasurements(text, workload)).toMatchObject({
    reached: { evaluation: 0, seconds: null, step: 10 },
    remarks: ["does not say the score at which it meets the target"],
  });
  const { reached, lacking } = parseMeasurements("global_step,validation/wer\n1,0.01\n", workload);
  expect(reached).toEqual({ evaluation: 0, seconds: null, step: 1 });
  expect(lacking).toEqual(["score"]);
});

test.each([
  [
    "a value that the metric cannot have",
    `${header}\n1,1,-0.5\n`,
    "has a validation/wer of -0.5, which can only be 0 or more: it does not count as reached",
  ],
  ["an infinite value that would meet the target", `${header}\n1,1,-inf\n`, "has an infinite validation/wer"],
  [
    "text where a number is to be",
    `${header}\n${header}\n1,1,0.5\n`,
    "has text where validation/wer is to be",
  ],
  ["an empty file", "", "is empty"],
  ["a row that is too long", `${header}\n1,1,0.5\n1,1,0.5,7\n`, "line 3 has 4 fields, where 3 were expected"],
])("%s is remarked", (_, text, remark) => {
  expect(parseMeasurements(text, workload).remarks.join()).toContain(remark);
});

test("a value that some metric has and this one need not is judged without a range", () => {
  const loss = { metric: "loss", direction: "min", range: null, target: -1 } as const;
  const text = "score,global_step,validation/loss\n1,1,-inf\n2,2,inf\n3,3,-2\n";
  expect(parseMeasurements(text, loss)).toMatchObject({
    reached: { evaluation: 2, seconds: 3, step: 3 },
    remarks: ["has an infinite validation/loss, which does not count as reached"],
  });
});

test("a value that ran away to the worse side is no news, one to the better side is, either direction", () => {
  const remarksOf = (value: string, direction: "min" | "max") =>
    parseMeasurements(`${header}\n1,1,${value}\n`, { ...workload, direction }).remarks;
  expect(remarksOf("inf", "min")).toEqual([]);
  expect(remarksOf("-inf", "max")).toEqual([]);
  expect(remarksOf("inf", "max")).toEqual([
    "has an infinite validation/wer, which does not count as reached",
  ]);
  expect(remarksOf("-inf", "min")).toEqual(remarksOf("inf", "max"));
});

test.each([
  ["-1", "3", { seconds: null, step: 3 }],
  ["0", "0", { seconds: 0, step: 0 }],
  ["inf", "3", { seconds: null, step: 3 }],
  ["2", "-3", { seconds: 2, step: null }],
])("a score of %s at step %s is read as %o: time and steps are numbers from 0", (score, step, expected) => {
  const { reached, remarks } = parseMeasurements(`${header}\n${score},${step},0.05\n`, workload);
  expect(reached).toEqual({ evaluation: 0, ...expected });
  const names = Object.entries({ score: expected.seconds, global_step: expected.step });
  expect(remarks).toEqual(
    names.flatMap(([name, value]) =>
      value === null ? [`does not say the ${name} at which it meets the target`] : [],
    ),
  );
});

test("what a log lacks is told once, by the columns, not again by the row", () => {
  const { reached, lacking, remarks } = parseMeasurements("validation/wer\n0.05\n", workload);
  expect(reached).toEqual({ evaluation: 0, seconds: null, step: null });
  expect([lacking, remarks]).toEqual([["score", "global_step"], []]);
});

test.each([
  ["", { reached: null, lacking: [], columns: [], remarks: ["is empty"] }],
  [
    "score,wer\n1,1\n",
    { reached: null, lacking: ["validation/wer", "global_step"], columns: ["score", "wer"] },
  ],
  ['a\n"', { reached: null, lacking: [], columns: [] }],
])("of the text %j nothing else is said", (text, expected) => {
  expect(parseMeasurements(text, workload)).toEqual({
    remarks: text === 'a\n"' ? ["is no CSV table: the quote on line 2 is never closed"] : [],
    ...expected,
  });
});

test("columns go by their whole names: blanks around them are part of them, as in pandas", () => {
  const { reached, lacking } = parseMeasurements("score, global_step, validation/wer\n1,1,0.05\n", workload);
  expect(reached).toBeNull();
  expect(lacking).toEqual(["validation/wer", "global_step"]);
});
