import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { formatBytes } from "@steepest/base/formatBytes.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { emscriptenOf } from "./emscripten.ts";

/** Tells whether a backend has run out of memory. */
export interface MemoryGuard {
  readonly failure: DeviceFailure | null;
}

/** All that 32-bit addresses reach. */
const mostBytes = 2 ** 32;
const guards = new WeakMap<BackendWasm, MemoryGuard>();

/**
 * Has tfjs-wasm's allocator refuse what does not fit. By itself it answers with address 0, or with one whose block ends beyond the memory,
 * and kernels would write over whatever lies there. It cannot be trusted afterwards, so that a failure is for good: another process starts anew.
 */
export function guardMemory(backend: BackendWasm): MemoryGuard {
  const known = guards.get(backend);
  if (known) return known;
  const heap = emscriptenOf(backend);
  // Emscripten puts the real function into its place at the first call.
  heap._free(heap._malloc(8));
  const allocate = heap._malloc;
  let failure: DeviceFailure | null = null;
  heap._malloc = (bytes) => {
    if (failure) throw failure;
    const address = allocate(bytes) >>> 0;
    const taken = heap.HEAPU8.length;
    if (address !== 0 && address + bytes <= taken) return address;
    const asked = `no ${formatBytes(bytes)} beside the ${formatBytes(taken)} that it has`;
    // Short of what addresses reach, it is the system that gives no more.
    failure =
      taken + bytes > mostBytes
        ? new DeviceFailure(
            "device-out-of-memory",
            `WebAssembly's memory is full: ${asked}, of at most ${formatBytes(mostBytes)}.`,
            "submission",
          )
        : new DeviceFailure("device-out-of-memory", `The system's memory is full: ${asked}.`);
    throw failure;
  };
  const guard: MemoryGuard = {
    get failure() {
      return failure;
    },
  };
  guards.set(backend, guard);
  return guard;
}
