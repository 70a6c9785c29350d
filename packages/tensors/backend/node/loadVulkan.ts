import { constants } from "node:os";
import { dirname, join } from "node:path";
import { swiftShaderDriver } from "./vulkanDrivers.ts";

/** glibc's RTLD_NODELETE, which Node's `constants.dlopen` lacks: the library stays although it is no addon of Node's. */
const keepLoaded = 0x1000;

/**
 * Loads Vulkan's loader, the system's or the one beside SwiftShader, and returns whether there is one. Dawn looks for the name only,
 * which by then is loaded, and prints a warning where it finds none. Elsewhere than on Linux, Dawn runs on what the system has.
 */
export function loadVulkan(): boolean {
  if (process.platform !== "linux") return true;
  const swiftShader = swiftShaderDriver();
  const candidates = [
    "libvulkan.so.1",
    ...(swiftShader ? [join(dirname(swiftShader), "libvulkan.so.1")] : []),
  ];
  return candidates.some(loadLibrary);
}

function loadLibrary(path: string): boolean {
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  try {
    process.dlopen({ exports: {} }, path, RTLD_NOW | RTLD_GLOBAL | keepLoaded);
    return true;
  } catch (error) {
    // It is loaded by then: what Node misses is an addon's entry point.
    return error instanceof Error && error.message.includes("did not self-register");
  }
}
