import { registerBackend } from "@steepest/tensors/backend/backendProviders.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { expect, test } from "vitest";
import { chooseDevices, placeTrials } from "./placeTrials.ts";

const devices = [0, 1, 2, 3].map(
  (index): ComputeDevice => ({
    ...{ index, name: "NVIDIA H100", uuid: `GPU-${index}`, driver: "535", memoryBytes: 8e10 },
    variables: { CUDA_VISIBLE_DEVICES: `GPU-${index}` },
  }),
);
const found = { devices, notes: [] };
registerBackend({
  name: "cuda",
  describe: async () => ({ name: "cuda", available: true, reason: "", featureLevel: "tensorflow" }),
  devices: async () => ({ devices, notes: ["GPU 4 is lost."] }),
  open: async () => {
    throw new Error("nobody opens it here");
  },
});
const cuda = { name: "cuda", featureLevel: "tensorflow" } as const;

test.each([
  [undefined, [0, 1, 2, 3]],
  ["0,2", [0, 2]],
  ["1-3", [1, 2, 3]],
  [" 3 , 0-1,3", [3, 0, 1]],
])("--devices %j chooses %j", (list, wanted) => {
  expect(chooseDevices(found, list).map(({ index }) => index)).toEqual(wanted);
});

test.each(["4", "0,9", "2-1", "x", "", "0,,1", "1-", "0-3000", "-1", "0x1", "1e3"])(
  "--devices %j is refused with the numbers that there are",
  (list) => {
    expect(() => chooseDevices(found, list)).toThrow(
      expect.objectContaining({ code: "unknown-device", details: "It has: 0, 1, 2, 3." }),
    );
  },
);

test("each device has one trial; fewer may run, and more are refused with the reason", async () => {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const place = (jobs: number | undefined, list?: string) =>
    placeTrials({ backend: cuda, devices: list, jobs, note });
  expect((await place(undefined)).jobs).toBe(4);
  expect((await place(undefined, "0,2")).jobs).toBe(2);
  expect((await place(3)).jobs).toBe(3);
  expect(notes[0]).toBe("! GPU 4 is lost.");
  await expect(place(5)).rejects.toMatchObject({
    code: "too-many-jobs",
    details: expect.stringContaining("The clock rules"),
    solution: expect.stringContaining("--jobs 4 at most"),
  });
  await expect(place(3, "0,2")).rejects.toMatchObject({ code: "too-many-jobs" });
});

test("a backend on the processor has no devices to choose from, and a machine without GPUs says what is missing", async () => {
  const wasm = { name: "wasm", featureLevel: "simd-fma" } as const;
  const quiet = () => {};
  expect(await placeTrials({ backend: wasm, devices: undefined, jobs: 3, note: quiet })).toEqual({ jobs: 3 });
  await expect(
    placeTrials({ backend: wasm, devices: "0", jobs: undefined, note: quiet }),
  ).rejects.toMatchObject({ code: "no-devices" });
  expect(() => chooseDevices({ devices: [], notes: ["nvidia-smi is not there."] }, undefined)).toThrow(
    expect.objectContaining({ code: "no-devices", details: "nvidia-smi is not there." }),
  );
});
