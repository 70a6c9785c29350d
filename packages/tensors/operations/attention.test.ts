import { normal } from "@steepest/base/random/normal.ts";
import { dispose, engine, grads, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { type AttentionOptions, attention, watchAttention } from "./attention.ts";

const batch = 2;
const heads = 2;
const length = 6;
const width = heads * 3;
const size = batch * length * width;
const random = (seed: number) => normal([seed, 2], size);
const [q, k, v] = [random(1), random(2), random(3)];

type Numbers = Float32Array;
const run = (query: Numbers, key: Numbers, value: Numbers, options: () => AttentionOptions = () => ({})) =>
  tidy(() => {
    const [a, b, c] = [query, key, value].map((each) => tensor(each, [batch, length, width])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return attention(a, b, c, { heads, ...options() }).dataSync() as Numbers;
  });

const changed = (numbers: Numbers, where: (position: number) => boolean) =>
  numbers.map((value, at) => (where(Math.floor(at / width) % length) ? value * 3 + 100 : value));
const rowsOf = (numbers: Numbers, where: (position: number) => boolean) =>
  Array.from(numbers).filter((_, at) => where(Math.floor(at / width) % length));

for (const backend of ["wasm", "cpu"] as const) {
  test(`causal: what comes later has no influence, what comes before has (${backend})`, async () => {
    await openBackend(backend);
    const causal = () => ({ causal: true });
    const later = (position: number) => position >= 3;
    const before = run(q, k, v, causal);
    const after = run(q, changed(k, later), changed(v, later), causal);
    expect(rowsOf(after, (position) => position < 3)).toEqual(rowsOf(before, (position) => position < 3));
    expect(rowsOf(after, later)).not.toEqual(rowsOf(before, later));
  });

  test(`the order of keys and their values does not matter (${backend})`, async () => {
    await openBackend(backend);
    const reversed = (numbers: Numbers) =>
      numbers.map((_, at) => {
        const row = Math.floor(at / width);
        const image = Math.floor(row / length);
        const from = image * length + (length - 1 - (row % length));
        return numbers[from * width + (at % width)] as number;
      });
    const expected = run(q, k, v);
    for (const [at, value] of run(q, reversed(k), reversed(v)).entries())
      expect(value).toBeCloseTo(expected[at] as number, 5);
  });

  test(`masked padding changes no bit of the result (${backend})`, async () => {
    await openBackend(backend);
    const padding = (position: number) => position >= 4;
    const mask = () => ({
      mask: tensor(
        Array.from({ length: batch * length }, (_, at) => (padding(at % length) ? 0 : 1)),
        [batch, 1, length],
        "bool",
      ),
    });
    const expected = run(q, k, v, mask);
    expect(run(q, changed(k, padding), changed(v, padding), mask)).toEqual(expected);
    const added = () => ({
      mask: tensor(
        Array.from({ length }, (_, at) => (padding(at) ? Number.NEGATIVE_INFINITY : 0)),
        [1, 1, length],
      ),
    });
    expect(run(q, changed(k, padding), v, added)).toEqual(expected);
  });

  test(`a query that may look at nothing gets zeros (${backend})`, async () => {
    await openBackend(backend);
    const maskOf = (blind: number) => () => ({
      mask: tensor(
        Array.from({ length: length * length }, (_, at) => (Math.floor(at / length) === blind ? 0 : 1)),
        [1, length, length],
        "bool",
      ),
    });
    const found = run(q, k, v, maskOf(2));
    const seeing = run(q, k, v, maskOf(-1));
    expect(rowsOf(found, (position) => position === 2).every((value) => value === 0)).toBe(true);
    expect(rowsOf(found, (position) => position !== 2)).toEqual(rowsOf(seeing, (position) => position !== 2));
    for (const [at, value] of run(q, k, v).entries()) expect(value).toBeCloseTo(seeing[at] as number, 5);
  });
}

const drawn = (seed: number, shape: readonly number[]) => {
  const numbers = normal(
    [seed, 5],
    shape.reduce((product, length) => product * length, 1),
  );
  return tensor(numbers, [...shape], "float32");
};

test.each([
  { causal: true },
  { masks: 1, rows: 1, dropout: true },
  { masks: 2, rows: 33 },
  { masks: 4, rows: 1, causal: true, dropout: true },
])("slopes have the same bits where probabilities are made again: %o", async (given) => {
  const { masks = 0, rows = 1, causal = false, dropout = false } = given;
  await openBackend("wasm");
  const [q, k, v, dy] = [1, 2, 3, 4].map((seed) => drawn(seed, [2, 33, 14]));
  const attributes = { heads: 2, causal, scale: 0.5 };
  const inputs = {
    ...{ q, k, v },
    mask: masks > 0 ? drawn(5, [masks, rows, 33]) : undefined,
    dropout: dropout ? drawn(6, [4, 33, 33]) : undefined,
  };
  const kernel = (name: string, given: object, more = {}) =>
    engine().runKernel(name, given as never, { ...attributes, ...more }) as unknown as Tensor[];
  const [kept, without] = [true, false].map((keeps) => kernel("Attention", inputs, { keeps }));
  const [value, probabilities] = kept as Tensor[];
  expect(without?.map(({ shape }) => shape)).toEqual([[2, 33, 14]]);
  expect(without?.[0]?.dataSync()).toEqual(value?.dataSync());
  const bitsOf = (slopes: Tensor[]) => slopes.map((slope) => slope.dataSync());
  const expected = bitsOf(kernel("AttentionGrad", { ...inputs, dy, probabilities }));
  expect(bitsOf(kernel("AttentionGrad", { ...inputs, dy }))).toEqual(expected);
  expect(expected.every((slope) => slope.some((number) => number !== 0))).toBe(true);
});

test.each(["wasm", "cpu"] as const)(
  "of more than a million probabilities none is kept, and each example has the slopes that it has alone (%s)",
  async (backend) => {
    await openBackend(backend);
    const [examples, length] = [backend === "wasm" ? 5 : 3, backend === "wasm" ? 512 : 608];
    const [q, k, v] = [1, 2, 3].map((seed) => drawn(seed, [examples, length, 8])) as [Tensor, Tensor, Tensor];
    const mask = drawn(4, [1, 1, length]);
    let heldBytes = 0;
    const slopesOf = (...at: Tensor[]) => {
      const before = engine().memory().numBytes;
      return grads((a: Tensor, b: Tensor, c: Tensor) => {
        const value = attention(a, b, c, { mask });
        heldBytes = engine().memory().numBytes - before;
        return value.square();
      })(at);
    };
    const together = slopesOf(q, k, v);
    expect(heldBytes).toBeLessThan(4 * length * length);
    for (let example = 0; example < examples; example++) {
      const alone = tidy(() =>
        slopesOf(...[q, k, v].map((all) => all.slice([example, 0, 0], [1, length, 8]))),
      );
      expect(heldBytes).toBeGreaterThan(4 * length * length);
      for (const [i, slope] of alone.entries()) {
        const own = tidy(() => (together[i] as Tensor).slice([example, 0, 0], [1, length, 8]).dataSync());
        expect(own).toEqual(slope.dataSync());
      }
      dispose(alone);
    }
    dispose([q, k, v, mask, ...together]);
  },
);

test("causal attention between different lengths is refused", () => {
  const short = tensor(new Float32Array(4), [1, 2, 2]);
  const long = tensor(new Float32Array(6), [1, 3, 2]);
  expect(() => attention(short, long, long, { causal: true })).toThrow("as many queries (2) as keys (3)");
});

test("a number that is not one shows in the result of every query that may look at it, and is not taken for a mask", async () => {
  await openBackend("wasm");
  const broken = q.map((value, at) => (Math.floor(at / width) % length === 1 ? Number.NaN : value));
  const found = run(broken, k, v);
  expect(rowsOf(found, (position) => position === 1).every(Number.isNaN)).toBe(true);
  expect(rowsOf(found, (position) => position !== 1).some(Number.isNaN)).toBe(false);
  const oneKey = k.map((value, at) => (Math.floor(at / width) % length === 4 ? Number.NaN : value));
  const causal = run(q, oneKey, v, () => ({ causal: true }));
  expect(rowsOf(causal, (position) => position >= 4).every(Number.isNaN)).toBe(true);
  expect(rowsOf(causal, (position) => position < 4).some(Number.isNaN)).toBe(false);
});

test.each(["cpu", "wasm"] as const)(
  "who watches attention hears of its largest score that counts (%s)",
  async (backend) => {
    await openBackend(backend);
    tidy(() => {
      // Two heads of two columns: scores of the first are q·k/√2 = [[3, 0], [0, −12]], of the second 0.
      const q = tensor([3, 0, 0, 0, 0, 6, 0, 0], [1, 2, 4]);
      const k = tensor([Math.SQRT2, 0, 0, 0, 0, -2 * Math.SQRT2, 0, 0], [1, 2, 4]);
      const heard: number[] = [];
      const hear = (largest: number) => void heard.push(largest);
      const plain = attention(q, k, q, { heads: 2 }).dataSync();
      const watched = watchAttention(hear, () => {
        attention(q, k, q, { heads: 2, scale: 2 });
        attention(q, k, q, { heads: 2, mask: tensor([true, false], [1, 1, 2], "bool") });
        return attention(q, k, q, { heads: 2 });
      });
      expect(heard.map((largest) => Number(largest.toFixed(4)))).toEqual([
        Number((24 * Math.SQRT2).toFixed(4)),
        3,
        12,
      ]);
      expect([...watched.dataSync()]).toEqual([...plain]);
      attention(q, k, q, { heads: 2 });
      expect(heard).toHaveLength(3);
    });
  },
);
