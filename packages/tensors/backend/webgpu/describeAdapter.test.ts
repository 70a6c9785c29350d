import { expect, test } from "vitest";
import { describeAdapter } from "../webgpuBackend.ts";
import { gpuAccess } from "./browserGpu.ts";

const adapter = (info: Partial<GPUAdapterInfo>) =>
  ({
    info: { vendor: "", architecture: "", device: "", description: "", isFallbackAdapter: false, ...info },
    limits: { maxBufferSize: 2 ** 31 },
  }) as GPUAdapter;

test("an adapter has the name that its driver tells, or else vendor and architecture", () => {
  const told = { vendor: "nvidia", architecture: "ada-lovelace", description: "NVIDIA GeForce RTX 4070" };
  expect(describeAdapter(adapter(told))).toEqual({
    device: "NVIDIA GeForce RTX 4070",
    featureLevel: "nvidia-ada-lovelace",
    software: false,
    maxBufferBytes: 2 ** 31,
  });
  const hidden = adapter({ vendor: "apple", architecture: "metal-3" });
  expect(describeAdapter(hidden)).toMatchObject({ device: "apple-metal-3", featureLevel: "apple-metal-3" });
  expect(describeAdapter(adapter({}))).toMatchObject({ device: "unknown", featureLevel: "unknown" });
});

test.each([
  { isFallbackAdapter: true },
  { description: "llvmpipe (LLVM 15.0.6, 256 bits)" },
  { description: "Microsoft Basic Render Driver" },
  { architecture: "swiftshader" },
])("a GPU imitated in software is known by %o", (info) => {
  expect(describeAdapter(adapter(info)).software).toBe(true);
});

test("a browser without WebGPU is a reason, not a crash", async () => {
  // Node's navigator has no `gpu`, like that of an older browser.
  expect(await gpuAccess.findAdapter()).toMatchObject({ kind: "missing" });
});
