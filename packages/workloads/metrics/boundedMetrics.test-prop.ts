import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { sigmoidCrossEntropy } from "@steepest/tensors/operations/sigmoidCrossEntropy.ts";
import { tensor1d, tensor2d, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { evalOptions } from "../tasks/evalOptions.ts";
import { bestPath } from "./bestPath.ts";
import { corpusBleu } from "./bleu.ts";
import { countCorrect } from "./countCorrect.ts";
import { editDistance } from "./editDistance.ts";
import { errorRate } from "./errorRate.ts";
import { averagePrecision, meanAveragePrecision } from "./meanAveragePrecision.ts";
import { structuralSimilarity } from "./structuralSimilarity.ts";
import { total } from "./total.ts";

beforeAll(() => openBackend("wasm"));

const noNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const extremes = [1e8, 9868775.048015522, 1e15, 1e20, 3.4e38, 1e-38, 1e-45, 0].flatMap((size) => [
  size,
  -size,
]);
const ordinary = fc.double({ min: -3, max: 3, noNaN: true });
const finite = fc.oneof({ weight: 3, arbitrary: ordinary }, fc.constantFrom(...extremes));
const anything = fc.oneof({ weight: 20, arbitrary: finite }, fc.constantFrom(...noNumbers));
const numbers = (of: fc.Arbitrary<number>, length: number) =>
  fc.array(of, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const labelsBelow = (classes: number, length: number) =>
  fc
    .array(fc.nat(classes - 1), { minLength: length, maxLength: length })
    .map((labels) => Uint8Array.from(labels));
const isAllFinite = (values: Float32Array) => values.every(Number.isFinite);

describe("structural similarity", () => {
  const [rows, columns] = [11, 9];
  const pixels = rows * columns;

  /** By the definition, window by window, of numbers that were first made small: similarity does not change with the scale of all. */
  function reference(a: Float32Array, b: Float32Array, dataRange: number): number {
    const largest = [...a, ...b].reduce((most, value) => Math.max(most, Math.abs(value)), dataRange);
    const scale = 2 ** -Math.floor(Math.log2(largest));
    const [c1, c2] = [(0.01 * dataRange * scale) ** 2, (0.03 * dataRange * scale) ** 2];
    const windows: number[] = [];
    for (let top = 0; top + 7 <= rows; top++) {
      for (let left = 0; left + 7 <= columns; left++) {
        const cut = (values: Float32Array) =>
          [...Array(49).keys()].map(
            (at) => scale * (values[(top + Math.floor(at / 7)) * columns + left + (at % 7)] as number),
          );
        const [x, y] = [cut(a), cut(b)];
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / 49;
        const [mx, my] = [mean(x), mean(y)];
        const spread = (p: readonly number[], mp: number, q: readonly number[], mq: number) =>
          p.reduce((sum, value, at) => sum + (value - mp) * ((q[at] as number) - mq), 0) / 48;
        windows.push(
          ((2 * mx * my + c1) / (mx * mx + my * my + c1)) *
            ((2 * spread(x, mx, y, my) + c2) / (spread(x, mx, x, mx) + spread(y, my, y, my) + c2)),
        );
      }
    }
    return windows.reduce((sum, value) => sum + value, 0) / windows.length;
  }

  test("is that of the definition to 1e-6 and between −1 and 1, whatever finite numbers are among the pixels", () => {
    fc.assert(
      fc.property(
        numbers(finite, pixels),
        numbers(fc.double({ min: 0, max: 1, noNaN: true }), pixels),
        fc.constantFrom(1, 0.2, 50),
        (found, wanted, dataRange) => {
          for (const [a, b] of [
            [found, wanted],
            [wanted, found],
            [found, found],
          ] as const) {
            const similarity = structuralSimilarity(a, b, { rows, columns, dataRange });
            expect(similarity).toBeGreaterThanOrEqual(-1);
            expect(similarity).toBeLessThanOrEqual(1);
            expect(Math.abs(similarity - reference(a, b, dataRange))).toBeLessThan(1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is that of the definition up to where running sums are given up", () => {
    fc.assert(
      fc.property(
        numbers(fc.double({ min: -16, max: 16, noNaN: true }), pixels),
        numbers(fc.double({ min: 0, max: 1, noNaN: true }), pixels),
        (found, wanted) => {
          const similarity = structuralSimilarity(found, wanted, { rows, columns, dataRange: 1 });
          expect(Math.abs(similarity - reference(found, wanted, 1))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("is no number where a pixel is none", () => {
    fc.assert(
      fc.property(
        numbers(finite, pixels),
        fc.nat(pixels - 1),
        fc.constantFrom(...noNumbers),
        (image, place, odd) => {
          const spoilt = image.with(place, odd);
          const options = { rows, columns, dataRange: 1 };
          expect(structuralSimilarity(spoilt, image, options)).toBeNaN();
          expect(structuralSimilarity(image, spoilt, options)).toBeNaN();
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("a row of logits is right for one class at most, and for none where a logit is not finite", () => {
  const [rows, classes] = [6, 4];
  fc.assert(
    fc.property(numbers(anything, rows * classes), (logits) => {
      const right = [...Array(classes).keys()].map((label) =>
        countCorrect(logits, new Uint8Array(rows).fill(label), classes),
      );
      const usable = [...Array(rows).keys()].filter((row) =>
        isAllFinite(logits.subarray(row * classes, (row + 1) * classes)),
      );
      expect(right.reduce((sum, count) => sum + count, 0)).toBe(usable.length);
      for (const count of right) {
        const { error_rate: rate } = errorRate(count, rows);
        expect(rate >= 0 && rate <= 1).toBe(true);
      }
    }),
  );
});

test("average precision is between 0 and 1, the share of positives for a tie, and no number where a score is none", () => {
  fc.assert(
    fc.property(numbers(anything, 12), labelsBelow(2, 12), finite, (scores, positive, same) => {
      const precision = averagePrecision(scores, positive);
      const count = positive.reduce((sum, label) => sum + label, 0);
      if (precision === null) {
        expect([0, 12]).toContain(count);
        return;
      }
      expect(Number.isNaN(precision)).toBe(!isAllFinite(scores));
      if (!Number.isNaN(precision)) expect(precision > 0 && precision <= 1).toBe(true);
      expect(averagePrecision(new Float32Array(12).fill(same), positive)).toBeCloseTo(count / 12, 12);
      // Whatever stands at the back may stand in front.
      const turned = averagePrecision(scores.toReversed(), positive.toReversed());
      if (!Number.isNaN(precision)) expect(turned).toBe(precision);
    }),
  );
});

test("mean average precision is between 0 and 1, and no number where a score that counts is none", () => {
  fc.assert(
    fc.property(numbers(anything, 24), labelsBelow(2, 24), (scores, labels) => {
      const precision = meanAveragePrecision(scores, labels, 3);
      if (precision === null || Number.isNaN(precision)) return;
      expect(precision > 0 && precision <= 1).toBe(true);
      const counting = [0, 1, 2].filter(
        (label) => new Set(labels.filter((_, at) => at % 3 === label)).size === 2,
      );
      for (const label of counting)
        expect(isAllFinite(scores.filter((_, at) => at % 3 === label))).toBe(true);
    }),
  );
});

test("what is heard is as long as its frames at most, and nothing where a logit is not finite", () => {
  const [frames, classes] = [5, 3];
  const spoken = fc.array(fc.nat(classes - 1), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(numbers(anything, frames * classes), spoken, (logits, reference) => {
      const heard = bestPath(logits, { start: 0, frames, classes, blank: classes - 1 });
      expect(heard === null).toBe(!isAllFinite(logits));
      if (heard === null) return;
      expect(heard.length).toBeLessThanOrEqual(frames);
      expect(heard).not.toContain(classes - 1);
      const edits = editDistance(heard, reference);
      expect(edits).toBeGreaterThanOrEqual(Math.abs(heard.length - reference.length));
      expect(edits).toBeLessThanOrEqual(Math.max(heard.length, reference.length));
    }),
  );
});

test("BLEU is between 0 and 100, also of what is equal to its references", () => {
  const line = fc
    .array(fc.constantFrom("a", "b", "c", "d.", "12", "−"), { maxLength: 9 })
    .map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.array(fc.tuple(line, line), { minLength: 1, maxLength: 4 }), (pairs) => {
      const [found, wanted] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
      for (const hypotheses of [found, wanted]) {
        const { score } = corpusBleu(
          hypotheses,
          wanted.map((each) => [each]),
        );
        expect(score >= 0 && score <= 100).toBe(true);
      }
    }),
  );
});

test("cross-entropies are 0 or more, or not finite", () => {
  const [rows, classes] = [4, 5];
  fc.assert(
    fc.property(
      numbers(anything, rows * classes),
      labelsBelow(classes, rows),
      labelsBelow(2, rows * classes),
      (logits, labels, events) => {
        const [softmax, sigmoid] = tidy(() => [
          classLosses(
            tensor2d(logits, [rows, classes]),
            tensor1d([...labels], "int32"),
            evalOptions,
          ).dataSync(),
          sigmoidCrossEntropy(tensor1d(logits), tensor1d([...events], "float32")).dataSync(),
        ]) as [Float32Array, Float32Array];
        for (const losses of [softmax, sigmoid]) {
          const loss = total(losses);
          if (Number.isFinite(loss)) expect(loss).toBeGreaterThanOrEqual(0);
          if (logits.some(Number.isNaN)) expect(loss).toBeNaN();
        }
      },
    ),
  );
});
