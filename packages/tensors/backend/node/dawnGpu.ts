import type { GpuAccess } from "../webgpu/gpuAccess.ts";
import { loadVulkan } from "./loadVulkan.ts";
import { hasVulkanDriver, swiftShaderDriver } from "./vulkanDrivers.ts";

type Dawn = typeof import("webgpu");

/** Dawn ends with the last reference to what `create` returned, and takes its devices along. */
const alive = new Set<GPU>();
let dawn: Dawn | null = null;

/** WebGPU through Dawn, Chromium's own implementation, from the optional npm package `webgpu`. */
export const gpuAccess: GpuAccess = {
  async findAdapter() {
    try {
      dawn ??= await import("webgpu");
    } catch (error) {
      const [line] = String(error instanceof Error ? error.message : error).split("\n");
      return {
        kind: "missing",
        reason: `the npm package webgpu is not installed or does not load (${line})`,
      };
    }
    if (!loadVulkan()) {
      return {
        kind: "missing",
        reason: "Vulkan's loader libvulkan.so.1 is missing (apt-get install libvulkan1)",
      };
    }
    const hardware = hasVulkanDriver() ? await adapterOf(dawn) : null;
    const adapter = hardware ?? (await withDriver(swiftShaderDriver(), dawn));
    if (adapter) return { kind: "found", adapter };
    return { kind: "missing", reason: "no GPU with a driver for Vulkan, Metal or Direct3D 12" };
  },
  prepareGlobals() {
    if (dawn === null) throw new Error("findAdapter comes first");
    Object.assign(globalThis, dawn.globals);
    // tfjs asks only whether it is there; the device is ours to give.
    const [gpu] = alive;
    Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  },
};

async function adapterOf({ create }: Dawn): Promise<GPUAdapter | null> {
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter) alive.add(gpu);
  return adapter;
}

/** Looks again with Vulkan pointed at this driver alone. */
async function withDriver(driver: string | null, opened: Dawn): Promise<GPUAdapter | null> {
  if (driver === null) return null;
  const before = process.env["VK_ICD_FILENAMES"];
  process.env["VK_ICD_FILENAMES"] = driver;
  try {
    return await adapterOf(opened);
  } finally {
    if (before === undefined) delete process.env["VK_ICD_FILENAMES"];
    else process.env["VK_ICD_FILENAMES"] = before;
  }
}
