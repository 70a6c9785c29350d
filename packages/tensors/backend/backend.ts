import type { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import type { FoundDevices } from "./device.ts";

/** Every backend that Steepest knows, the most capable first. */
export const backendNames = ["cuda", "native", "webgpu", "wasm", "cpu"] as const;

export type BackendName = (typeof backendNames)[number];

/** The opened backend. Tensors live on tfjs's current backend, so one is open at a time. */
export interface Backend {
  readonly name: BackendName;
  /** What was found on this machine, e.g. `simd-fma` or `simd`: part of what makes bits equal, so part of a record. */
  readonly featureLevel: string;
  /** The name of the device, where it has one of its own; goes into records as `environment.gpu`. */
  readonly device?: string;
  /** Resolves when everything queued on the device is done (at once on `wasm` and `cpu`); rejects once the device has failed. */
  sync(): Promise<void>;
  /** The device's failure, after which nothing that it computes is to be believed. Absent where a device cannot fail by itself. */
  failure?(): DeviceFailure | null;
}

export interface BackendOptions {
  /** Where a browser tab finds `tfjs-backend-wasm-simd.wasm`; Node finds it in the package by itself. */
  readonly wasmUrl?: string;
  /** `simd` leaves fused multiply-add unused where the engine has it: the bits of a machine that lacks it. */
  readonly featureLevel?: "simd-fma" | "simd";
}

export interface BackendAvailability {
  readonly name: BackendName;
  readonly available: boolean;
  /** What the backend would run on, or why it cannot. One line for a person. */
  readonly reason: string;
  /** What would make it available, where that is in the user's hands. */
  readonly solution?: string;
  /** Null where it is not available. */
  readonly featureLevel: string | null;
  /** The name of the device that it computes on, where it has one of its own: a GPU. */
  readonly device?: string;
  /** Memory of that device. */
  readonly deviceMemoryBytes?: number;
  /** True for a device imitated in software (SwiftShader, lavapipe): right, but slow. `auto` passes over it. */
  readonly software?: boolean;
}

/**
 * One way of running tensors. A new backend is one file with one of these, put into the list in
 * `backendProviders.ts`, or in `node/nodeProviders.ts` where only Node can run it.
 */
export interface BackendProvider {
  readonly name: BackendName;
  /** Whether it works here. Opens nothing and changes nothing. */
  describe(): Promise<BackendAvailability>;
  /** The devices that it can compute on, one to a process. Absent where it computes on the processor. */
  devices?(): Promise<FoundDevices>;
  /** Makes it tfjs's current backend, with our kernels registered. Throws a UserError where it cannot. */
  open(options: BackendOptions): Promise<Backend>;
}
