import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { hashTensors } from "./hashTensors.ts";

beforeAll(() => setBackend("cpu"));

const fromWords = (...words: number[]): Tensor => tensor(new Float32Array(Uint32Array.from(words).buffer));
const one = 0x3f80_0000;

test("every NaN hashes alike: quiet and signalling, of either sign, with any payload", async () => {
  const nans = [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffff_ffff];
  const hashes = await Promise.all(nans.map((nan) => hashTensors([fromWords(one, nan, one)])));
  expect(new Set(hashes).size).toBe(1);
  expect(hashes[0]).not.toBe(await hashTensors([fromWords(one, one, one)]));
});

test("the place of a NaN, the sign of zero and infinities still count, and the tensor keeps its bits", async () => {
  const kept = fromWords(0xffc0_0001, one);
  const all = [
    kept,
    fromWords(one, 0xffc0_0001),
    ...[0, 0x8000_0000, 0x7f80_0000, 0xff80_0000].map((word) => fromWords(word, one)),
  ];
  expect(new Set(await Promise.all(all.map((each) => hashTensors([each])))).size).toBe(all.length);
  expect(new Uint32Array(kept.dataSync().buffer)[0]).toBe(0xffc0_0001);
});

test("tensors without NaN hash to the SHA-256 of their bytes", async () => {
  const { createHash } = await import("node:crypto");
  const bytes = new Uint8Array(Float32Array.of(1, -0, 2.5).buffer);
  expect(await hashTensors([tensor([1]), tensor([-0, 2.5])])).toBe(
    createHash("sha256").update(bytes).digest("hex"),
  );
});
