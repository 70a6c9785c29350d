import { UserError } from "@steepest/base/userError.ts";
import { expect, test } from "vitest";
import { readWav } from "./readWav.ts";

function wavOf(samples: Int16Array, { rate = 16_000, extra = [] as number[] } = {}): Uint8Array {
  const words = (value: number, size: number) =>
    Array.from({ length: size }, (_, at) => (value >> (8 * at)) & 255);
  const letters = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
  const format = [
    ...words(1, 2),
    ...words(1, 2),
    ...words(rate, 4),
    ...words(2 * rate, 4),
    ...words(2, 2),
    ...words(16, 2),
  ];
  const data = [...samples].flatMap((sample) => words(sample, 2));
  return Uint8Array.from([
    ...letters("RIFF"),
    ...words(36 + data.length, 4),
    ...letters("WAVEfmt "),
    ...words(16, 4),
    ...format,
    ...extra,
    ...letters("data"),
    ...words(data.length, 4),
    ...data,
  ]);
}

test("reads the samples, also behind a chunk that it does not know", () => {
  const samples = Int16Array.of(0, 1, -1, 32_767, -32_768);
  expect(readWav(wavOf(samples), "a.wav")).toEqual(samples);
  const list = [...Array.from("LIST", (letter) => letter.charCodeAt(0)), 3, 0, 0, 0, 1, 2, 3, 0];
  expect(readWav(wavOf(samples, { extra: list }), "a.wav")).toEqual(samples);
});

test("what is no such file or has another rate is refused", () => {
  expect(() => readWav(wavOf(Int16Array.of(1), { rate: 8000 }), "a.wav")).toThrow(UserError);
  expect(() => readWav(new Uint8Array(50), "a.wav")).toThrow(UserError);
  expect(() => readWav(wavOf(Int16Array.of(1)).subarray(0, 36), "a.wav")).toThrow(UserError);
});
