import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { NvidiaDevice } from "./nvidiaDevices.ts";
import { swiftShaderDriver } from "./vulkanDrivers.ts";
import { adapterNames, adapterVariable, webgpuDevices } from "./webgpuDevices.ts";

const h100 = "NVIDIA H100 80GB HBM3";
const nvidia = (index: number, name = h100): NvidiaDevice => ({
  ...{ index, name, uuid: `GPU-${index}`, driver: "535.104.05", memoryBytes: 8e10, isPart: false },
  bus: `00000000:${index}A:00.0`,
});
const none = { devices: [], notes: [] };

test("adapters of different names are chosen by name; software is left out beside a GPU", () => {
  const names = ["NVIDIA GeForce RTX 4070", "Intel(R) Graphics (RPL-P)", "llvmpipe (LLVM 15.0.6, 256 bits)"];
  const { devices, notes } = webgpuDevices({
    names,
    nvidia: { devices: [nvidia(0, "NVIDIA GeForce RTX 4070")], notes: [] },
    hasLayer: false,
  });
  expect(notes).toEqual([]);
  expect(devices).toEqual([
    {
      ...{ index: 0, name: names[0], uuid: "GPU-0", driver: "535.104.05", memoryBytes: 8e10 },
      variables: { [adapterVariable]: names[0] },
    },
    {
      ...{ index: 1, name: names[1], uuid: null, driver: null, memoryBytes: null },
      variables: { [adapterVariable]: names[1] },
    },
  ]);
  expect(webgpuDevices({ names: [names[2] ?? ""], nvidia: none, hasLayer: false }).devices).toHaveLength(1);
});

test("eight of one name are chosen by their slots, where Mesa's layer is there", () => {
  const eight = Array.from({ length: 8 }, (_, index) => nvidia(index));
  const names = eight.map(({ name }) => name);
  const { devices, notes } = webgpuDevices({ names, nvidia: { devices: eight, notes: [] }, hasLayer: true });
  expect(notes).toEqual([]);
  expect(new Set(devices.map(({ variables }) => variables["DRI_PRIME"])).size).toBe(8);
  expect(devices[3]).toMatchObject({
    uuid: "GPU-3",
    variables: { DRI_PRIME: "pci-0000_3a_00_0", MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE: "1" },
  });
});

test.each([
  ["without the layer", [h100, h100], [nvidia(0), nvidia(1)], false],
  ["of a driver that lists none", [h100, h100], [], true],
  ["of which the driver lists others", [h100, h100], [nvidia(0)], true],
  ["whose name is part of another's", ["NVIDIA A100", "NVIDIA A100-SXM4"], [], false],
])("what cannot be told apart %s is used once, and that is told", (_, names, devices, hasLayer) => {
  const found = webgpuDevices({ names, nvidia: { devices, notes: [] }, hasLayer });
  expect(found.devices.filter(({ name }) => name === names[0])).toHaveLength(1);
  expect(found.notes).toEqual([expect.stringContaining("mesa-vulkan-drivers")]);
});

test("parts of a divided GPU have no Vulkan", () => {
  const part = { ...nvidia(0), isPart: true };
  const { devices, notes } = webgpuDevices({
    names: [h100],
    nvidia: { devices: [part], notes: [] },
    hasLayer: true,
  });
  expect([devices[0]?.uuid, notes]).toEqual([null, [expect.stringContaining("MIG")]]);
});

test("names are read from what Dawn prints, each adapter once for Vulkan", () => {
  const said =
    "no suitable backends found\nAvailable adapters:\n * backend: 'vulkan', name: 'It's \u001b[2Jone'\n * backend: 'opengles', name: 'It's one'";
  expect(adapterNames(said)).toEqual(["It's [2Jone"]);
});

/** What a process of its own, which opens Vulkan afresh, finds and opens. */
function lookWith(variables: Record<string, string>) {
  const program = `
    const { gpuAccess } = await import(${JSON.stringify(new URL("./dawnGpu.ts", import.meta.url).href)});
    const { devices, notes } = await gpuAccess.devices();
    process.env.${adapterVariable} ??= devices[0].variables.${adapterVariable};
    const found = await gpuAccess.findAdapter();
    console.log(JSON.stringify({ names: devices.map(({ name }) => name), notes, found: found.reason ?? found.kind }));
    process.exit(0);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, ...variables },
    encoding: "utf8",
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) || JSON.stringify({ stderr }));
}

const driver = swiftShaderDriver();
const onSwiftShader = test.skipIf(driver === null);

onSwiftShader("Dawn's real adapters are listed and opened by name; one that is not there is a reason", () => {
  const [name = ""] = lookWith({}).names;
  expect(lookWith({})).toMatchObject({ names: [expect.stringContaining("SwiftShader")], found: "found" });
  expect(lookWith({ [adapterVariable]: name })).toMatchObject({ found: "found" });
  expect(lookWith({ [adapterVariable]: h100 })).toMatchObject({
    found: `the GPU ${h100} is not there, or not any more`,
  });
});

onSwiftShader("two real adapters of one name are found to be two, and one is used", () => {
  const folder = mkdtempSync(join(tmpdir(), "steepest-vulkan-swiftshader-"));
  const library = join(folder, "libvk_swiftshader.so");
  copyFileSync(join(dirname(driver ?? ""), "libvk_swiftshader.so"), library);
  const second = join(folder, "swiftshader.json");
  writeFileSync(
    second,
    JSON.stringify({ file_format_version: "1.0.0", ICD: { library_path: library, api_version: "1.0.5" } }),
  );
  const { names, notes } = lookWith({ VK_ICD_FILENAMES: `${driver}:${second}` });
  expect(names).toHaveLength(1);
  expect(notes).toEqual([expect.stringContaining("2 adapters are called SwiftShader Device (Subzero)")]);
});
