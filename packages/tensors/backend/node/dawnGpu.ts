import type { GpuAccess } from "../webgpu/gpuAccess.ts";
import { loadVulkan } from "./loadVulkan.ts";
import { listNvidiaDevices } from "./nvidiaDevices.ts";
import { hasVulkanDriver, swiftShaderDriver } from "./vulkanDrivers.ts";
import { adapterNames, adapterVariable, hasSelectLayer, webgpuDevices } from "./webgpuDevices.ts";

type Dawn = typeof import("webgpu");

/** Dawn ends with the last reference to what `create` returned, and takes its devices along. */
const alive = new Set<GPU>();
let dawn: Dawn | null = null;

/** WebGPU through Dawn, Chromium's own implementation, from the optional npm package `webgpu`. */
export const gpuAccess: GpuAccess = {
  async findAdapter() {
    const started = await start();
    if (typeof started === "string") return { kind: "missing", reason: started };
    const hardware = hasVulkanDriver() ? await adapterOf(started) : null;
    const adapter = hardware ?? (await withDriver(swiftShaderDriver(), () => adapterOf(started)));
    if (adapter) return { kind: "found", adapter };
    const wanted = process.env[adapterVariable];
    return {
      kind: "missing",
      reason:
        wanted === undefined
          ? "no GPU with a driver for Vulkan, Metal or Direct3D 12"
          : `the GPU ${wanted} is not there, or not any more`,
    };
  },
  async devices() {
    const started = await start();
    if (typeof started === "string") return { devices: [], notes: [`WebGPU: ${started}.`] };
    const hardware = hasVulkanDriver() ? await namesOf(started) : [];
    const names =
      hardware.length > 0
        ? hardware
        : ((await withDriver(swiftShaderDriver(), () => namesOf(started))) ?? []);
    // NVIDIA's driver is asked only where its answer tells adapters apart.
    const nvidia = names.some((name) => /nvidia/i.test(name))
      ? await listNvidiaDevices()
      : { devices: [], notes: [] };
    return webgpuDevices({ names, nvidia, hasLayer: hasSelectLayer() });
  },
  prepareGlobals() {
    if (dawn === null) throw new Error("findAdapter comes first");
    Object.assign(globalThis, dawn.globals);
    // tfjs asks only whether it is there; the device is ours to give.
    const [gpu] = alive;
    Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  },
};

/** Dawn, loaded with Vulkan's loader; or why not. */
async function start(): Promise<Dawn | string> {
  try {
    dawn ??= await import("webgpu");
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split("\n");
    return `the npm package webgpu is not installed or does not load (${line})`;
  }
  return loadVulkan() ? dawn : "Vulkan's loader libvulkan.so.1 is missing (apt-get install libvulkan1)";
}

async function adapterOf({ create }: Dawn): Promise<GPUAdapter | null> {
  const wanted = process.env[adapterVariable];
  const gpu = create(wanted === undefined ? [] : [`adapter=${wanted}`]);
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    if (adapter) alive.add(gpu);
    return adapter;
  } catch (error) {
    // How Dawn says that no adapter has the name.
    if (wanted === undefined) throw error;
    return null;
  }
}

/** Dawn has no list of adapters but the one that it prints where none has the name that it was asked for. */
async function namesOf({ create }: Dawn): Promise<string[]> {
  try {
    await create(["adapter=none has this name"]).requestAdapter();
    return [];
  } catch (error) {
    return adapterNames(error instanceof Error ? error.message : String(error));
  }
}

/** Looks again with Vulkan pointed at this driver alone. */
async function withDriver<Found>(driver: string | null, look: () => Promise<Found>): Promise<Found | null> {
  if (driver === null) return null;
  const before = process.env["VK_ICD_FILENAMES"];
  process.env["VK_ICD_FILENAMES"] = driver;
  try {
    return await look();
  } finally {
    if (before === undefined) delete process.env["VK_ICD_FILENAMES"];
    else process.env["VK_ICD_FILENAMES"] = before;
  }
}
