import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where Vulkan's loader looks for drivers on Linux, besides the variables. */
const systemFolders = ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"];

/** Debian, Ubuntu, Fedora and Google put Chromium's own files here. */
const chromiumFolders = ["/usr/lib/chromium", "/usr/lib64/chromium-browser", "/opt/google/chrome"];

/** Whether Vulkan's loader has any driver to try; without one, Dawn writes warnings to the terminal. */
export function hasVulkanDriver(): boolean {
  if (process.platform !== "linux") return true;
  if (namedDrivers().length > 0) return true;
  return systemFolders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/** The driver file of Chromium's SwiftShader, a GPU in software for tests and machines without one; null where there is none. */
export function swiftShaderDriver(): string | null {
  if (process.platform !== "linux") return null;
  const named = namedDrivers().filter((path) => path.includes("swiftshader"));
  const usual = chromiumFolders.map((folder) => join(folder, "vk_swiftshader_icd.json"));
  return [...named, ...usual].find(existsSync) ?? null;
}

/** What must be readable to find a driver as this file does. */
export const vulkanFolders = (): readonly string[] =>
  process.platform === "linux" ? [...systemFolders, ...chromiumFolders, ...namedDrivers()] : [];

function namedDrivers(): string[] {
  const { VK_ICD_FILENAMES, VK_DRIVER_FILES } = process.env;
  return [VK_ICD_FILENAMES, VK_DRIVER_FILES].flatMap((paths) => paths?.split(":") ?? []).filter(existsSync);
}
