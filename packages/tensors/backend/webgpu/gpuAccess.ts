import type { FoundDevices } from "../device.ts";

/** An adapter, or a line that says to a person why there is none. */
export type FoundAdapter =
  | { readonly kind: "found"; readonly adapter: GPUAdapter }
  | { readonly kind: "missing"; readonly reason: string };

/**
 * How a runtime reaches WebGPU. `#gpu` (the package's `imports`) is the one of this runtime: Dawn in Node, the browser's own in a
 * tab; so that no bundle for a browser ever sees a line of Node's.
 */
export interface GpuAccess {
  /** The machine's fastest adapter, or one in software where there is no other. */
  findAdapter(): Promise<FoundAdapter>;
  /** The adapters that a process can be confined to. A tab has the one that its browser gives. */
  devices?(): Promise<FoundDevices>;
  /** Makes the globals that tfjs expects of a browser (`navigator.gpu`, `GPUBufferUsage`, …). */
  prepareGlobals(): void;
}
