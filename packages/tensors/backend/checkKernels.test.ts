import { backend as current, memory, ones, type Tensor, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { checkKernels } from "./checkKernels.ts";
import { kernelChecks } from "./kernelChecks.ts";
import { openBackend } from "./openBackend.ts";

test("the kernels of wasm pass, stay open, and leave nothing behind", async () => {
  const backend = await openBackend("wasm");
  const before = memory().numTensors;
  const { checked, failures } = await checkKernels(backend);
  expect(failures).toEqual([]);
  expect(checked).toBeGreaterThan(70);
  expect(memory().numTensors).toBe(before);
});

test("a wrong number, a wrong shape, NaN and a kernel that is missing are all told", async () => {
  const backend = await openBackend("wasm");
  // Right on cpu, wrong before: the first run of each is the checked backend's.
  let runs = 0;
  const wrongOnce = (wrong: (x: Tensor) => Tensor) => (x: Tensor) => (runs++ % 2 === 0 ? wrong(x) : x.mul(1));
  const check = async (wrong: (x: Tensor) => Tensor) => {
    const { failures } = await checkKernels(backend, [{ name: "x", shapes: [[4]], run: wrongOnce(wrong) }]);
    return failures[0]?.reason;
  };
  expect(await check((x) => x.mul(1.1))).toContain("differs by");
  expect(await check((x) => x.div(0).mul(0))).toContain("differs by Infinity");
  expect(await check((x) => x.reshape([2, 2]))).toContain("shape 2,2, expected 4");
  const missing = () => {
    throw new Error("Kernel 'Tan' not registered for backend 'wasm'");
  };
  expect(await check(missing)).toContain("not registered");
  expect(await check((x) => x.mul(1.00001))).toBeUndefined();
});

test("ten thousand calls of all kernels leave wasm's memory and its books as they were", async () => {
  await openBackend("wasm");
  const prepared = kernelChecks.map(({ shapes, run }) => ({
    inputs: shapes.map((shape) => ones([...shape])),
    run,
  }));
  const round = () => {
    for (const { inputs, run } of prepared) tidy(() => void run(...inputs));
  };
  const state = () => {
    const { wasm } = current() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
    return { ...memory(), heap: wasm.HEAPU8.length, entries: current().numDataIds() };
  };
  for (let i = 0; i < 10; i++) round();
  const before = state();
  for (let i = 0; i < 10_000 / prepared.length; i++) round();
  expect(state()).toEqual(before);
  for (const { inputs } of prepared) for (const input of inputs) input.dispose();
});
