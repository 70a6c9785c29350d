import { expect, test } from "vitest";
import { parseMeasurements } from "./parseMeasurements.ts";

const workload = { metric: "wer", direction: "min", target: 0.1 } as const;
const header = "score,global_step,validation/wer";

test.each([
  ["an empty file", ""],
  ["a header alone", `${header}\n`],
  ["a file without the metric", "score,global_step\n1,2\n"],
  ["a file without the time", "global_step,validation/wer\n1,0.01\n"],
  ["values that are empty, NaN or infinite", `${header}\n1,1,\n2,2,nan\n3,3,NaN\n4,4,-inf\n`],
  ["values that miss the target", `${header}\n1,1,0.2\n`],
])("%s has not reached the target", (_, text) => {
  expect(parseMeasurements(text, workload)).toBeNull();
});

test("the first evaluation at or below a minimized target counts, rows without a value keep their index", () => {
  const text = `${header}\r\n1.5,10,0.2\r\n2.5,20,\r\n3.5,30,0.1\r\n4.5,40,0.05\r\n`;
  expect(parseMeasurements(text, workload)).toEqual({ evaluation: 2, seconds: 3.5, step: 30 });
});

test("a maximized target is met from above", () => {
  const text = "validation/bleu,score\n29,1\n31,2\n";
  const bleu = { metric: "bleu", direction: "max", target: 30.8 } as const;
  expect(parseMeasurements(text, bleu)).toEqual({ evaluation: 1, seconds: 2, step: null });
});
