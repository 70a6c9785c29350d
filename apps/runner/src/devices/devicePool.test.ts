import { setTimeout as sleep } from "node:timers/promises";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { DevicePool } from "./devicePool.ts";
import { failureOf } from "./failureOf.ts";

const never = new AbortController().signal;
const deviceOf = (index: number): ComputeDevice => ({
  ...{ index, name: "GPU", uuid: `GPU-${index}`, driver: null, memoryBytes: null },
  variables: {},
});

interface Wanted {
  readonly count?: number;
  readonly folder?: string;
  readonly isPatient?: boolean;
  readonly tries?: (device: ComputeDevice) => Promise<string | null>;
}

function poolOf({ count = 2, folder = temporaryFolder(), isPatient = true, tries }: Wanted) {
  const notes: string[] = [];
  const pool = new DevicePool({
    devices: Array.from({ length: count }, (_, index) => deviceOf(index)),
    tries: tries ?? (async () => null),
    note: (text) => notes.push(text),
    ...{ isPatient, folder, pauseSeconds: 0.005 },
  });
  return { pool, notes, folder };
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(5);
};

test("a device is one trial's until it is given back, whichever program asks", async () => {
  const { pool, folder } = poolOf({});
  const other = poolOf({ folder });
  const first = await pool.take(never);
  const second = await other.pool.take(never);
  expect([first?.device.index, second?.device.index]).toEqual([0, 1]);
  const third = pool.take(never);
  expect(await Promise.race([third, sleep(50).then(() => "waits")])).toBe("waits");
  second?.release();
  expect((await third)?.device.index).toBe(1);
  // A second release frees nobody else's.
  second?.release();
  const stop = new AbortController();
  const fourth = other.pool.take(stop.signal);
  await until(() => other.notes.length > 0);
  stop.abort();
  expect(await fourth).toBeNull();
  expect(other.notes).toEqual([expect.stringContaining("Other programs")]);
});

test("a device that failed and works when it is tried is used again, and nothing is said", async () => {
  const { pool, notes } = poolOf({ count: 1 });
  (await pool.take(never))?.release("The GPU's device was lost.");
  const again = await pool.take(never);
  expect([again?.device.index, notes]).toEqual([0, []]);
});

test("a device that is lost is out of use until it works, which is said once each; the others go on", async () => {
  let isLost = true;
  let tried = 0;
  const { pool, notes } = poolOf({
    tries: async () => {
      tried++;
      return isLost ? "no answer" : null;
    },
  });
  (await pool.take(never))?.release("The GPU's device was lost: unplugged.");
  await until(() => tried > 2);
  for (let round = 0; round < 3; round++) {
    const place = await pool.take(never);
    expect(place?.device.index).toBe(1);
    place?.release();
  }
  expect(notes).toEqual([
    expect.stringMatching(/^! Device 0 \(GPU, GPU-0\) is out of use: .*unplugged.* no answer .*others go on/),
  ]);
  isLost = false;
  await until(() => pool.working.length === 2);
  expect(notes[1]).toBe("Device 0 (GPU, GPU-0) works again.");
  expect((await pool.take(never))?.device.index).toBe(0);
});

test("where no device works, a command ends with the reasons and a service waits", async () => {
  const tries = async () => "gone";
  const hasty = poolOf({ count: 1, isPatient: false, tries });
  (await hasty.pool.take(never))?.release("lost");
  await expect(hasty.pool.take(never)).rejects.toMatchObject({
    code: "no-device-works",
    details: "Device 0 (GPU, GPU-0): lost",
  });
  hasty.pool.close();
  const patient = poolOf({ count: 1, tries });
  (await patient.pool.take(never))?.release("lost");
  const drain = new AbortController();
  const waiting = patient.pool.take(drain.signal);
  expect(await Promise.race([waiting, sleep(50).then(() => "waits")])).toBe("waits");
  drain.abort();
  expect(await waiting).toBeNull();
  patient.pool.close();
});

test("every device is measured, and the machine is as fast as the slowest", async () => {
  const { pool, notes } = poolOf({ count: 3 });
  const seconds = [10, 12, 11];
  const measured = await pool.calibrate(async ({ index }) => ({
    ...exampleCalibration,
    seconds: seconds[index] as number,
  }));
  expect(measured.seconds).toBe(12);
  expect(notes).toEqual(["Calibration of the devices, in seconds: 0: 10.00, 1: 12.00, 2: 11.00."]);
  expect(pool.devices.map((device) => pool.calibrationOf(device)?.seconds)).toEqual(seconds);
});

test("a device that cannot be measured is out of use, and the others are measured; where none can be, that is the error", async () => {
  const { pool, notes } = poolOf({ tries: async () => "gone" });
  const measure = async ({ index }: ComputeDevice) => {
    if (index === 0) throw new Error("the process ended without an answer");
    return exampleCalibration;
  };
  expect(await pool.calibrate(measure)).toEqual(exampleCalibration);
  expect(pool.working.map(({ index }) => index)).toEqual([1]);
  await until(() => notes.length > 0);
  expect(notes).toEqual([expect.stringMatching(/Device 0 .* out of use: .*without an answer/)]);
  await expect(
    pool.calibrate(async () => {
      throw new Error("aborted");
    }),
  ).rejects.toThrow("aborted");
  expect(pool.working).toHaveLength(1);
  pool.close();
});

test("a lost device, one that cannot be opened and a process that died are the device's failure; a full memory is not", () => {
  const record = exampleRecord({ seconds: 3 });
  const failed = (code: string, cause: "machine" | "submission" = "machine") =>
    failureOf({
      kind: "record",
      record: { ...record, outcome: { kind: "failed", cause, code, reason: code, stack: null } },
    });
  expect(["device-lost", "device-error"].map((code) => failed(code))).toEqual([
    "device-lost",
    "device-error",
  ]);
  expect([failed("device-out-of-memory"), failed("device-lost", "submission")]).toEqual([null, null]);
  expect(failureOf({ kind: "record", record })).toBeNull();
  expect(failureOf({ kind: "cancelled" })).toBeNull();
});
