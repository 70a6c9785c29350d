import { suites } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { isClosed } from "./isClosed.ts";

const heldOut = suites.find((suite) => suite.heldOut !== undefined);

test("a board is closed until its suite's variants are drawn, and no other is", () => {
  if (heldOut?.heldOut === undefined) throw new Error("no suite has held-out variants");
  const board = `${heldOut.id}.self.cpu-wasm`;
  const drawn = { seed: "s", at: "2026-12-01T00:00:00.000Z" };
  const withDraw = (published: typeof drawn | null) => [
    { ...heldOut, heldOut: { ...heldOut.heldOut!, published } },
  ];
  expect(isClosed(board, withDraw(null))).toBe(true);
  expect(isClosed(board, withDraw(drawn))).toBe(false);
  expect(isClosed("quick.self.cpu-wasm", suites)).toBe(false);
  expect(isClosed("unlisted.self.cpu-wasm", suites)).toBe(false);
});
