import { expect, test } from "vitest";
import { cudaDevices, listNvidiaDevices } from "./nvidiaDevices.ts";
import { fakeNvidiaProgram, nvidiaLine } from "./testing/fakeTensorflow.ts";

const list = (says: Parameters<typeof fakeNvidiaProgram>[0], seconds = 10) =>
  listNvidiaDevices({ program: fakeNvidiaProgram(says), seconds });

test("a machine without the driver's program has no devices, and is told why", async () => {
  expect(await listNvidiaDevices({ program: "/nowhere/nvidia-smi" })).toEqual({
    devices: [],
    notes: [expect.stringContaining("NVIDIA's driver")],
  });
});

test.each([
  ["finds nothing", "echo 'No devices were found'", "nvidia-smi says: No devices were found"],
  ["finds nothing and fails", "echo 'No devices were found'; exit 6", "ended with 6: No devices were found"],
  ["finds no driver", "echo 'NVIDIA-SMI has failed' >&2; exit 9", "ended with 9: NVIDIA-SMI has failed"],
  ["says nothing", "exit 0", null],
  ["is killed", "kill -9 $$", "SIGKILL"],
  ["prints garbage", "printf '\\033[2J\\007,,,,,,\\n<html>'", "nvidia-smi says: ,,,,,,"],
  ["prints without end", "yes 0123456789012345678901234567890", "nvidia-smi ended with"],
])("a program that %s lists no device", async (_, shell, note) => {
  const { devices, notes } = await list({ shell });
  expect(devices).toEqual([]);
  if (note === null) expect(notes).toEqual([]);
  else expect(notes.join("\n")).toContain(note);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  expect(notes.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test("a driver that hangs is not waited for, though its program leaves others behind", async () => {
  const { devices, notes } = await list({ shell: "trap '' TERM; sleep 5 & sleep 5" }, 0.3);
  expect([devices, notes]).toEqual([[], [expect.stringContaining("no answer within 0.3 s")]]);
});

test("a GPU that is lost hides none of the others", async () => {
  const lost = "Unable to determine the device handle for GPU0000:65:00.0: GPU is lost.  Reboot the system";
  const { devices, notes } = await list({
    shell: `cat <<'END'\n${nvidiaLine(0)}\n${lost}\n${nvidiaLine(2)}\nEND\nexit 15`,
  });
  expect(devices.map(({ index }) => index)).toEqual([0, 2]);
  expect(notes).toEqual([`nvidia-smi says: ${lost}`]);
});

test("a name moves no cursor, whatever it holds; a UUID that is none is not used", async () => {
  const { devices } = await list({
    lines: [
      "0, ../../etc, \u001b[2J\u001b]0;owned\u0007Evil\u202eGPU, with a comma\u0000, [N/A], [N/A], 00000000:05:00.0, [N/A]",
    ],
  });
  expect(devices).toEqual([
    {
      index: 0,
      name: "EvilGPU, with a comma",
      uuid: null,
      driver: null,
      memoryBytes: null,
      bus: "00000000:05:00.0",
      isPart: false,
    },
  ]);
  expect(cudaDevices({ devices, notes: [] }, undefined).devices[0]?.variables).toEqual({
    CUDA_DEVICE_ORDER: "PCI_BUS_ID",
    CUDA_VISIBLE_DEVICES: "0",
  });
});

test("a driver that knows nothing of divided GPUs is asked without", async () => {
  const old = nvidiaLine(0).split(", ").slice(0, -1).join(", ");
  const { devices } = await list({
    shell: `case "$1" in *mig*) echo 'Field "mig.mode.current" is not a valid field to query.'; exit 2;; esac\necho '${old}'`,
  });
  expect(devices).toMatchObject([{ index: 0, name: "NVIDIA H100 80GB HBM3", isPart: false }]);
});

test("of a divided GPU its parts are the devices", async () => {
  const { devices, notes } = await list({
    lines: [
      nvidiaLine(0),
      nvidiaLine(1, "NVIDIA A100-SXM4-40GB", "Enabled"),
      nvidiaLine(2, "NVIDIA A100-SXM4-40GB", "Enabled"),
    ],
    parts: [
      "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-00000000-aaaa-bbbb-cccc-dddddddddddd)",
      "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-00000001-aaaa-bbbb-cccc-dddddddddddd)",
      "  MIG 3g.20gb     Device  0: (UUID: MIG-11111111-1111-1111-1111-111111111111)",
      "  MIG 1g.5gb      Device  1: (UUID: MIG-GPU-00000001-aaaa-bbbb-cccc-dddddddddddd/7/0)",
      "GPU 2: NVIDIA A100-SXM4-40GB (UUID: GPU-00000002-aaaa-bbbb-cccc-dddddddddddd)",
    ],
  });
  expect(devices.map(({ index, name, uuid, isPart }) => [index, name, uuid, isPart])).toEqual([
    [0, "NVIDIA H100 80GB HBM3", "GPU-00000000-aaaa-bbbb-cccc-dddddddddddd", false],
    [1, "NVIDIA A100-SXM4-40GB MIG 3g.20gb", "MIG-11111111-1111-1111-1111-111111111111", true],
    [2, "NVIDIA A100-SXM4-40GB MIG 1g.5gb", "MIG-GPU-00000001-aaaa-bbbb-cccc-dddddddddddd/7/0", true],
  ]);
  expect(notes).toEqual([expect.stringContaining("GPU 2 is divided (MIG)")]);
});

test.each([
  [undefined, [0, 1, 2]],
  ["2,0", [0, 2]],
  ["GPU-00000001", [1]],
  ["0,-1,1", [0]],
  ["", []],
])("with CUDA_VISIBLE_DEVICES %j there are %j", async (visible, wanted) => {
  const listed = await list({ lines: [0, 1, 2].map((index) => nvidiaLine(index)) });
  const { devices, notes } = cudaDevices(listed, visible);
  expect(devices.map(({ index }) => index)).toEqual(wanted);
  expect(notes).toHaveLength(wanted.length === 3 ? 0 : 1);
});
