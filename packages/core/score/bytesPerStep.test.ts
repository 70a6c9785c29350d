import { expect, test } from "vitest";
import { bytesPerStep } from "./bytesPerStep.ts";

test("what was sent is spread over all steps, also over those of trials that sent nothing", () => {
  const trials = [
    { steps: 10, bytesSent: 400 },
    { steps: 30, bytesSent: 800 },
  ];
  expect(bytesPerStep(trials)).toBe(30);
  expect(bytesPerStep([...trials, { steps: 20, bytesSent: null }])).toBe(20);
  expect(bytesPerStep([...trials, { steps: null, bytesSent: 40 }])).toBe(31);
  expect(bytesPerStep([{ steps: 5, bytesSent: 0 }])).toBe(0);
});

test("nothing is said where nobody has workers, or no step was taken", () => {
  expect(bytesPerStep([])).toBeNull();
  expect(bytesPerStep([{ steps: 10, bytesSent: null }])).toBeNull();
  expect(bytesPerStep([{ steps: 0, bytesSent: 7 }])).toBeNull();
});
