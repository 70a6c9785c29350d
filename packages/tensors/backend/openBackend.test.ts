import { getBackend, memory, tensor } from "@tensorflow/tfjs";
import { afterEach, expect, test, vi } from "vitest";
import { describeBackends } from "./describeBackends.ts";
import { openBackend } from "./openBackend.ts";

afterEach(() => vi.restoreAllMocks());

test("auto takes the first that works and is not imitated in software", async () => {
  const first = (await describeBackends()).find(({ available, software }) => available && !software);
  const backend = await openBackend("auto");
  expect(backend.name).toBe(first?.name);
  expect(getBackend()).toBe(first?.name);
});

test("wasm says which instructions it found", async () => {
  expect(["simd-fma", "simd"]).toContain((await openBackend("wasm")).featureLevel);
});

test("a named backend becomes the current one, and can be changed", async () => {
  for (const name of ["cpu", "wasm", "cpu"] as const) {
    const backend = await openBackend(name);
    expect(backend.name).toBe(name);
    expect(getBackend()).toBe(name);
    await backend.sync();
  }
});

test("opening and using a backend prints nothing", async () => {
  const spies = (["log", "warn", "error", "info"] as const).map((method) => vi.spyOn(console, method));
  await openBackend("cpu");
  tensor([1, 2]).dispose();
  await openBackend("wasm");
  tensor([1, 2]).dispose();
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

test("a backend that this version lacks is refused in plain words", async () => {
  await expect(openBackend("cuda")).rejects.toMatchObject({
    name: "UserError",
    code: "backend-unavailable",
    details: "This program has webgpu, wasm, cpu only.",
  });
});

test("every backend is described, available or not", async () => {
  const descriptions = await describeBackends();
  expect(descriptions.map(({ name }) => name)).toEqual(["cuda", "native", "webgpu", "wasm", "cpu"]);
  const always = descriptions.filter(({ name }) => name === "wasm" || name === "cpu");
  expect(always.every(({ available }) => available)).toBe(true);
  for (const { available, featureLevel, reason } of descriptions) {
    expect(featureLevel !== null).toBe(available);
    expect(reason).not.toBe("");
  }
});

/** On `wasm` the bytes are those of blocks of memory (`wasmArenas.ts`): a flat tensor, its views, clones and reshapes count once. */
test("tensor bytes are exact", async () => {
  await openBackend("wasm");
  const before = memory().numBytes;
  const held = [tensor([1, 2, 3]), tensor([1], [1], "int32"), tensor([1, 0], [2], "bool")];
  expect(memory().numBytes - before).toBe(3 * 4 + 4 + 2);
  for (const each of held) each.dispose();
  expect(memory().numBytes).toBe(before);
  expect(memory().unreliable).toBeFalsy();
});
