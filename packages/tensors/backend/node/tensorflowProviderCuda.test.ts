import { backend as currentBackend, enableProdMode } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { createTensorflowProvider } from "./tensorflowProvider.ts";
import { fakeNvidiaProgram, fakeTensorflow } from "./testing/fakeTensorflow.ts";

const packageName = "@tensorflow/tfjs-node-gpu";
enableProdMode();
const folder = fakeTensorflow(packageName);
const listed = "NVIDIA H100 80GB HBM3, 81559, 535.104.05";

const providerOf = (place: string, nvidiaSays: string | null) =>
  createTensorflowProvider({
    name: "cuda",
    packageName,
    folders: () => [place],
    nvidiaProgram: fakeNvidiaProgram(nvidiaSays),
  });

test("a GPU is described by name, driver and memory", async () => {
  const provider = providerOf(folder, listed);
  expect(await provider.describe()).toEqual({
    name: "cuda",
    available: true,
    reason: "NVIDIA H100 80GB HBM3, driver 535.104.05",
    featureLevel: "tensorflow-2.9.1-cuda",
    device: "NVIDIA H100 80GB HBM3",
    deviceMemoryBytes: 81559 * 2 ** 20,
  });
});

test("without an NVIDIA driver it is not available", async () => {
  const described = await providerOf(folder, null).describe();
  expect(described).toMatchObject({ available: false, reason: expect.stringContaining("nvidia-smi") });
});

test("TensorFlow that fell back to the processor is refused", async () => {
  await expect(providerOf(folder, listed).open({})).rejects.toMatchObject({
    code: "backend-unavailable",
    details: expect.stringContaining("no GPU"),
    solution: expect.stringContaining("cuDNN 8.1"),
  });
});

test("TensorFlow on the GPU names its device and waits for it", async () => {
  Object.assign(currentBackend(), { isUsingGpuDevice: true });
  const opened = await providerOf(folder, listed).open({});
  expect(opened).toMatchObject({ name: "cuda", device: "NVIDIA H100 80GB HBM3" });
  await opened.sync();
});
