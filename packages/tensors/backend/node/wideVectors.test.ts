import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { askForWideVectors } from "./wideVectors.ts";

const script = fileURLToPath(new URL("./testing/hashKernels.ts", import.meta.url));

/** What a process of its own prints: everything is compiled by the compiler that knows of eight lanes. */
async function hashed(...flags: readonly string[]) {
  const words = ["--no-liftoff", "--trace-wasm-revectorize", ...flags, script];
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 27 });
  const [traced = "", hashes = ""] = [stdout.slice(0, stdout.lastIndexOf("\n")), stdout.split("\n").at(-1)];
  return { hashes: JSON.parse(hashes), vectorized: traced.match(/Decide to vectorize/g)?.length ?? 0 };
}

test("eight lanes give the bits of four", async () => {
  const [wide, four] = await Promise.all([hashed(), hashed("--conditions=four-lanes")]);
  expect(Object.keys(wide.hashes).length).toBeGreaterThan(100);
  expect(wide.hashes).toEqual(four.hashes);
  expect(four.vectorized).toBe(0);
  // An x64 processor without AVX2 has four lanes only.
  if (askForWideVectors()) expect(wide.vectorized).toBeGreaterThan(0);
}, 60_000);
