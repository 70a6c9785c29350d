import { expect, test } from "vitest";
import { checkNesting, mostNesting } from "./checkNesting.ts";

/** How many bytes of a body are read before it is refused, or in all. */
function readsOf(text: string): { readonly reads: number; readonly isRefused: boolean } {
  const bytes = new TextEncoder().encode(text);
  let reads = 0;
  const counted = new Proxy(bytes, {
    get(target, name) {
      if (typeof name === "string" && /^\d+$/.test(name)) reads++;
      return Reflect.get(target, name, target);
    },
  });
  try {
    checkNesting(counted);
  } catch {
    return { reads, isRefused: true };
  }
  return { reads, isRefused: false };
}

test("a body is read once, byte by byte, whatever it holds", () => {
  for (const part of ['"\\"[",', "[],", '{"a":1},', '"\\\\",', "]]]]", "\\", '"']) {
    for (const times of [100, 400]) {
      const text = part.repeat(times);
      const { reads } = readsOf(text);
      expect(reads).toBeLessThanOrEqual(text.length);
    }
  }
});

test("a deep body is refused at its first bracket too many, however long it goes on", () => {
  for (const bracket of ["[", '{"a":']) {
    const { reads, isRefused } = readsOf(bracket.repeat(20_000));
    expect(isRefused).toBe(true);
    expect(reads).toBeLessThanOrEqual((mostNesting + 1) * bracket.length);
  }
});
