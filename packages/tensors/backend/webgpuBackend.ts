import { formatLimit } from "@steepest/base/formatBytes.ts";
import { UserError } from "@steepest/base/userError.ts";
import { env, findBackendFactory, registerBackend, removeBackend, setBackend } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { gpuAccess } from "#gpu";
import type { Backend, BackendProvider } from "./backend.ts";
import { registerWebgpuKernels } from "./webgpu/registerWebgpuKernels.ts";
import { softwareNames } from "./webgpu/softwareNames.ts";
import { type DeviceWatch, watchDevice } from "./webgpu/watchDevice.ts";

interface Opened {
  readonly adapter: GPUAdapter;
  readonly device: GPUDevice;
  readonly backend: WebGPUBackend;
  readonly watch: DeviceWatch;
}

/** Dispatches in one submission at most. What is freed meanwhile is kept until then. */
const mostDispatches = 4096;

let opened: Opened | null = null;

/** tfjs's WebGPU backend on a device of our own: Dawn's in Node, the browser's in a tab. */
export const webgpuBackend: BackendProvider = {
  name: "webgpu",
  ...(gpuAccess.devices === undefined ? {} : { devices: gpuAccess.devices }),
  async describe() {
    const found = await gpuAccess.findAdapter();
    if (found.kind === "missing")
      return { name: "webgpu", available: false, reason: found.reason, featureLevel: null };
    const { device, featureLevel, software, maxBufferBytes } = describeAdapter(found.adapter);
    const buffers = `buffers up to ${formatLimit(maxBufferBytes)}`;
    const reason = software ? `a GPU imitated in software, ${buffers}; taken only when named` : buffers;
    return { name: "webgpu", available: true, reason, featureLevel, device, software };
  },
  async open() {
    // A lost device never comes back, but the next one may work.
    if (opened?.watch.failure) close();
    opened ??= await start();
    if (!(await setBackend("webgpu"))) throw new Error("tfjs refused a WebGPU device that was open");
    return backendOf(opened);
  },
};

async function start(): Promise<Opened> {
  const found = await gpuAccess.findAdapter();
  if (found.kind === "missing") {
    throw new UserError({
      code: "backend-unavailable",
      what: "The webgpu backend does not run here.",
      details: found.reason,
      solution: "Run `steepest doctor` to see which backends do, or choose wasm.",
    });
  }
  gpuAccess.prepareGlobals();
  const device = await openDevice(found.adapter);
  const watch = watchDevice(device);
  // Hundreds of kilobytes of shaders: loaded by whoever uses them.
  const { WebGPUBackend: Implementation } = await import("@tensorflow/tfjs-backend-webgpu");
  const backend = new Implementation(device, found.adapter.info);
  // Where it found `navigator.gpu`, tfjs has registered a backend with a device that nobody watches.
  if (findBackendFactory("webgpu")) removeBackend("webgpu");
  registerBackend("webgpu", () => backend);
  registerWebgpuKernels();
  // A step is one submission: whatever reads numbers or waits for the device submits what there is.
  env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", mostDispatches);
  return { adapter: found.adapter, device, backend, watch };
}

function close(): void {
  removeBackend("webgpu");
  opened = null;
}

function backendOf({ adapter, device, backend, watch }: Opened): Backend {
  const { featureLevel, device: name } = describeAdapter(adapter);
  const check = () => {
    if (watch.failure) throw watch.failure;
  };
  return {
    name: "webgpu",
    featureLevel,
    device: name,
    async sync() {
      check();
      backend.ensureCommandEncoderReady();
      backend.endComputePassEncoder();
      backend.submitQueue();
      // Of a device that was lost meanwhile, no answer is promised.
      await Promise.race([device.queue.onSubmittedWorkDone(), watch.lost]);
      check();
    },
    failure: () => watch.failure,
  };
}

/** The limits that tfjs's kernels are written for are the adapter's own; a device has WebGPU's small defaults unless asked. */
const raisedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** A device with all the memory that the adapter gives. */
function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(raisedLimits.map((name) => [name, limits[name]])),
  });
}

/** What a person and a record are told about an adapter. */
interface AdapterDescription {
  /** E.g. `NVIDIA GeForce RTX 4070`. Browsers hide it: then the vendor and the architecture. */
  readonly device: string;
  /** Vendor and architecture, e.g. `nvidia-ada`, which say which kernels and roundings to expect: part of a record. */
  readonly featureLevel: string;
  /** A GPU emulated on the CPU, slower than `wasm`. */
  readonly software: boolean;
  readonly maxBufferBytes: number;
}

/** Reads an adapter's name and limits; every field of its information may be empty. */
export function describeAdapter({ info, limits }: GPUAdapter): AdapterDescription {
  const { vendor, architecture, device, description } = info;
  const featureLevel = [vendor, architecture].filter((part) => part !== "").join("-") || "unknown";
  return {
    device: description || device || featureLevel,
    featureLevel,
    software: info.isFallbackAdapter === true || softwareNames.test(`${description} ${architecture}`),
    maxBufferBytes: limits.maxBufferSize,
  };
}
