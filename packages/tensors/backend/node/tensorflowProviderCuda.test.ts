import { backend as currentBackend, enableProdMode } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { createTensorflowProvider } from "./tensorflowProvider.ts";
import { fakeNvidiaProgram, fakeTensorflow, nvidiaLine } from "./testing/fakeTensorflow.ts";

const packageName = "@tensorflow/tfjs-node-gpu";
enableProdMode();
const folder = fakeTensorflow(packageName);
const listed = [nvidiaLine(0)];

const providerOf = (place: string, nvidiaSays: readonly string[] | null) =>
  createTensorflowProvider({
    name: "cuda",
    packageName,
    folders: () => [place],
    nvidiaProgram: fakeNvidiaProgram(nvidiaSays === null ? { shell: "exit 9" } : { lines: nvidiaSays }),
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

test("eight GPUs are each told, with what confines a process to one of them", async () => {
  const eight = Array.from({ length: 8 }, (_, index) => nvidiaLine(index));
  const provider = providerOf(folder, eight);
  expect((await provider.describe()).reason).toBe(
    "8 devices, the first: NVIDIA H100 80GB HBM3, driver 535.104.05",
  );
  const { devices, notes } = (await provider.devices?.()) ?? { devices: [], notes: [] };
  expect(notes).toEqual([]);
  expect(devices).toHaveLength(8);
  expect(devices[7]).toEqual({
    index: 7,
    name: "NVIDIA H100 80GB HBM3",
    uuid: "GPU-00000007-aaaa-bbbb-cccc-dddddddddddd",
    driver: "535.104.05",
    memoryBytes: 81559 * 2 ** 20,
    variables: {
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: "GPU-00000007-aaaa-bbbb-cccc-dddddddddddd",
    },
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
