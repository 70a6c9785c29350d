import { fileURLToPath } from "node:url";
import util from "node:util";
import { UserError } from "@steepest/base/userError.ts";
import { backend as currentBackend, setBackend, tidy, zeros } from "@tensorflow/tfjs";
import type { Backend, BackendAvailability, BackendProvider } from "../backend.ts";
import {
  findTensorflowPackage,
  type TensorflowPackage,
  type TensorflowPackageName,
  tensorflowPackageVersion,
} from "./findTensorflowPackage.ts";
import { cudaDevices, listNvidiaDevices } from "./nvidiaDevices.ts";
import { requireSharingTensors } from "./requireSharingTensors.ts";

/** The folder that Steepest's packages are installed in. */
const repositoryRoot = fileURLToPath(new URL("../../../../", import.meta.url));

export interface TensorflowProviderOptions {
  readonly name: "native" | "cuda";
  readonly packageName: TensorflowPackageName;
  /** Where to look for the package: the nearest `node_modules` of each that has it. */
  readonly folders: () => readonly string[];
  /** The program that lists NVIDIA's GPUs. */
  readonly nvidiaProgram?: string;
}

/** What tfjs-node registers itself as, whichever of its packages it is. */
const tfjsBackend = "tensorflow";

/** tfjs-node's backend object, as far as it concerns us (its nodejs_kernel_backend.d.ts). */
interface TensorflowKernels {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** The package that this process has loaded: its kernels are registered for good, and each registers the same names. */
let loaded: TensorflowPackageName | null = null;

/** TensorFlow's own kernels through tfjs-node (`native`: the processor's) or tfjs-node-gpu (`cuda`: an NVIDIA GPU's). */
export function createTensorflowProvider(options: TensorflowProviderOptions): BackendProvider {
  const { name, packageName, folders, nvidiaProgram } = options;
  const needsGpu = name === "cuda";
  const install = `npm install --no-save ${packageName}@${tensorflowPackageVersion}`;

  const unavailable = (details: string, solution: string) =>
    new UserError({
      code: "backend-unavailable",
      what: `The ${name} backend does not run here.`,
      details,
      solution,
    });

  /** Why it cannot be loaded and how to mend that, or null. */
  const obstacle = (found: TensorflowPackage): UserError | null => {
    if (found.kind === "missing")
      return unavailable(
        `${packageName} is not installed.`,
        `In ${repositoryRoot}: ${install} (it downloads libtensorflow)`,
      );
    if (found.kind === "other-version")
      return unavailable(
        `${found.directory} is version ${found.version}, and Steepest needs ${tensorflowPackageVersion}.`,
        `In ${repositoryRoot}: ${install}`,
      );
    if (found.kind === "no-addon")
      return unavailable(
        `${packageName} is installed without its native part: ${found.missing} is missing.`,
        `Let its install script download it: npm rebuild ${packageName} --foreground-scripts`,
      );
    return null;
  };

  const listGpus = async () =>
    cudaDevices(
      await listNvidiaDevices(nvidiaProgram === undefined ? {} : { program: nvidiaProgram }),
      process.env["CUDA_VISIBLE_DEVICES"],
    );

  const no = (reason: string, solution = ""): BackendAvailability => ({
    name,
    available: false,
    reason,
    solution,
    featureLevel: null,
  });

  return {
    name,
    async describe() {
      const found = findTensorflowPackage(packageName, folders());
      const reason = obstacle(found);
      if (found.kind !== "found" || reason !== null) return no(reason?.details ?? "", reason?.solution);
      const featureLevel = levelOf(name, found.libtensorflow);
      if (!needsGpu) {
        return { name, available: true, reason: `${packageName} in ${found.directory}`, featureLevel };
      }
      const { devices, notes } = await listGpus();
      const [gpu] = devices;
      if (gpu === undefined)
        return no(
          `${packageName} is installed, but there is no NVIDIA GPU to use. ${notes.join(" ")}`.trim(),
        );
      const count = devices.length === 1 ? "" : `${devices.length} devices, the first: `;
      return {
        name,
        available: true,
        reason: `${count}${gpu.name}, driver ${gpu.driver ?? "unknown"}`,
        featureLevel,
        device: gpu.name,
        ...(gpu.memoryBytes === null ? {} : { deviceMemoryBytes: gpu.memoryBytes }),
      };
    },
    ...(needsGpu ? { devices: listGpus } : {}),
    async open() {
      const found = findTensorflowPackage(packageName, folders());
      const reason = obstacle(found);
      if (found.kind !== "found" || reason !== null) throw reason;
      if (loaded !== null && loaded !== packageName) {
        throw unavailable(
          `This process has loaded ${loaded} already, and both register the same kernels.`,
          "Use one of the two in a process.",
        );
      }
      load(found.directory, (details) =>
        unavailable(
          `${packageName} is installed but does not load: ${details}`,
          needsGpu
            ? "libtensorflow 2.9 needs glibc 2.27, CUDA 11.2 and cuDNN 8.1, found by the loader (LD_LIBRARY_PATH)."
            : `Install it afresh: ${install}`,
        ),
      );
      loaded = packageName;
      await setBackend(tfjsBackend);
      const kernels = currentBackend() as unknown as TensorflowKernels;
      if (needsGpu && !kernels.isUsingGpuDevice) {
        throw unavailable(
          "TensorFlow found no GPU that it can use and would run on the processor.",
          "Install CUDA 11.2 and cuDNN 8.1 where the loader finds them (LD_LIBRARY_PATH), or choose `native`.",
        );
      }
      const gpu = needsGpu ? (await listGpus()).devices[0] : undefined;
      const backend: Backend = {
        name,
        featureLevel: levelOf(name, kernels.binding.TF_Version),
        // Operations run at once on the processor; a GPU's queue is done when a result that was queued last can be read.
        sync: async () => {
          if (needsGpu) tidy(() => void zeros([1]).add(1).dataSync());
        },
      };
      return gpu === undefined ? backend : { ...backend, device: gpu.name };
    },
  };
}

const levelOf = (name: string, libtensorflow: string | null) =>
  `tensorflow${libtensorflow === null ? "" : `-${libtensorflow}`}${name === "cuda" ? "-cuda" : ""}`;

function load(directory: string, refuse: (details: string) => UserError): void {
  restoreUtilFunctions();
  // TensorFlow's own switches, read when it starts: no banners, and products in float32 as everywhere else (not TF32).
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.NVIDIA_TF32_OVERRIDE ??= "0";
  // Without it the first process takes all memory of every GPU that it sees, and a trial beside a command that has looked at one finds none.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
  try {
    requireSharingTensors(directory);
  } catch (error) {
    throw refuse(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}

/**
 * What tfjs-node 4.22's dist calls of `node:util` and newer Node lacks: `isNullOrUndefined` (nodejs_kernel_backend.js,
 * kernels/TopK.js) is gone since Node 23, `isArray` (nodejs_kernel_backend.js) is deprecated (DEP0044) and goes next.
 */
const removed = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: (value: unknown): boolean => Array.isArray(value),
};

/** Puts back into a `util` module what tfjs-node needs and it lacks. To be called before tfjs-node is required. */
export function restoreUtilFunctions(module: object = util): void {
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in module)) Object.defineProperty(module, name, { value, configurable: true, writable: true });
  }
}
