import { expect, test } from "vitest";
import { loopCountAddress } from "../loopCount.ts";
import { countLoops } from "./countLoops.ts";

const sized = (...content: number[]): number[] => [content.length, ...content];
const name = (letter: string): number[] => sized(letter.charCodeAt(0));

/** Two functions over one memory: `t(n)` makes n turns of a loop inside a loop of one turn; `c(n)` copies n bytes and fills as many. */
const moduleOf = (copied: number[]): Uint8Array =>
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // The type (i32) → (), twice; a memory of one page; exports.
    ...[1, ...sized(1, 0x60, 1, 0x7f, 0)],
    ...[3, ...sized(2, 0, 0)],
    ...[5, ...sized(1, 0, 1)],
    ...[7, ...sized(3, ...name("m"), 2, 0, ...name("t"), 0, 0, ...name("c"), 0, 1)],
    ...[
      10,
      ...sized(
        2,
        // loop { loop { n ← n − 1; branch to the inner one if n ≠ 0 } }
        ...sized(0, 3, 0x40, 3, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x0b, 0x0b),
        // With a local of its own, of another type.
        ...sized(1, 1, 0x7c, ...copied, 0x0b),
      ),
    ],
  ]);
const at2048 = [0x41, 0x80, 0x10];
const copies = [...at2048, 0x41, 0x80, 0x08, 0x20, 0, 0xfc, 10, 0, 0];
const fills = [...at2048, 0x41, 1, 0x20, 0, 0xfc, 11, 0];

async function counted(module: Uint8Array) {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(countLoops(module)));
  const { m, t, c } = instance.exports as unknown as {
    readonly m: WebAssembly.Memory;
    readonly t: (n: number) => void;
    readonly c: (n: number) => void;
  };
  const bytes = () => new Uint8Array(m.buffer);
  return { turns: t, copy: c, bytes, count: () => new BigUint64Array(m.buffer, loopCountAddress, 1) };
}

test("every turn of every loop counts, also beyond 2³²", async () => {
  const { turns, count } = await counted(moduleOf(copies));
  turns(10);
  expect(count()[0]).toBe(11n);
  turns(1);
  expect(count()[0]).toBe(13n);
  count()[0] = 2n ** 40n - 1n;
  turns(5);
  expect(count()[0]).toBe(2n ** 40n + 5n);
});

test("64 bytes that are copied or filled at once count as a turn, and come to where they should", async () => {
  const copying = await counted(moduleOf(copies));
  copying.bytes().fill(7, 1024, 1024 + 640);
  copying.copy(640);
  expect(copying.count()[0]).toBe(10n);
  expect([...copying.bytes().subarray(2048, 2048 + 641)]).toEqual([...Array(640).fill(7), 0]);
  const filling = await counted(moduleOf(fills));
  filling.copy(1000);
  expect(filling.count()[0]).toBe(15n);
  expect([...filling.bytes().subarray(2048, 2048 + 1001)]).toEqual([...Array(1000).fill(1), 0]);
});

test("what it does not know it refuses", () => {
  // A vector's instruction, one of threads, a table's.
  for (const unknown of [
    [0xfd, 12],
    [0xfe, 3],
    [0xfc, 14, 0, 0],
    [0x08, 0],
  ]) {
    expect(() => countLoops(moduleOf(unknown))).toThrow(/is not known/);
  }
  expect(() => countLoops(moduleOf(copies).subarray(0, 60))).toThrow(/ends too early|no functions/);
});
