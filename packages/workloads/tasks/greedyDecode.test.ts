import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory, type Tensor, tensor2d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { Scope } from "../layers/scope.ts";
import { endId } from "../text/subwords.ts";
import { greedyDecode } from "./greedyDecode.ts";
import type { TranslationModel } from "./translationModel.ts";

beforeAll(() => openBackend("wasm"));

const vocabulary = 20;

/** Repeats a sentence's first id as often as that id says, then ends; counts the rows of every step. */
function repeater(): { model: TranslationModel; rows: number[] } {
  const rows: number[] = [];
  const model = {
    longest: 50,
    startDecoding: (_scope: Scope, ids: Tensor) => [ids.clone()],
    decode(_scope: Scope, [ids]: readonly Tensor[], _tokens: Tensor, position: number) {
      const [batch, length] = (ids as Tensor).shape as [number, number];
      rows.push(batch);
      const firsts = (ids as Tensor).dataSync();
      const logits = Array.from({ length: batch }, (_, row) => {
        const first = firsts[row * length] as number;
        const next = position < first ? first : endId;
        return Array.from({ length: vocabulary }, (_, id) => (id === next ? 1 : 0));
      });
      return { logits: tensor2d(logits), state: [(ids as Tensor).clone()] };
    },
  } as unknown as TranslationModel;
  return { model, rows };
}

const sentence = (first: number) => Uint16Array.of(first, 3, endId);

test("every sentence gets its own translation, though rows are left out once half of them have ended", async () => {
  const { model, rows } = repeater();
  const lengths = [3, 12, 4, 3, 9, 3, 5, 4];
  const before = memory().numTensors;
  const found = await greedyDecode(model, null as unknown as Scope, lengths.map(sentence), 40);
  expect(found).toEqual(lengths.map((length) => new Array(length).fill(length)));
  expect(memory().numTensors).toBe(before);
  // Eight rows, then those that go on: half of them or fewer, and in the end the longest alone.
  expect(rows[0]).toBe(8);
  expect(rows.at(-1)).toBe(1);
  expect(rows).toHaveLength(13);
  expect(rows.reduce((sum, each) => sum + each, 0)).toBeLessThan(8 * 8);
});

test("a translation that does not end is cut at the longest", async () => {
  const { model } = repeater();
  const found = await greedyDecode(model, null as unknown as Scope, [sentence(3), sentence(15)], 10);
  expect(found).toEqual([[3, 3, 3], new Array(10).fill(15)]);
});
