import type { BackendAvailability } from "@steepest/tensors/backend/backend.ts";
import type { KernelReport } from "@steepest/tensors/backend/checkKernels.ts";
import type { CalibrationForm } from "../work/calibrateHere.ts";
import { type BackendBenchmark, benchmarkBackend } from "./benchmarkBackend.ts";
import { type ClassCalibration, calibrateClass } from "./calibrateClass.ts";
import { checkKernelsHere } from "./checkKernelsHere.ts";

export interface BackendReport extends BackendAvailability {
  /** What tensors can fill: the device's memory, or what of the machine's the backend can address; null where unknown. */
  readonly memoryBytes: number | null;
  readonly benchmark: BackendBenchmark | null;
  readonly calibration: ClassCalibration | null;
  readonly kernels: KernelReport | null;
}

export interface ExamineOptions {
  readonly home: string;
  readonly dataDirectory: string;
  readonly machineMemoryBytes: number;
  /** Also compares the kernels with `cpu`. */
  readonly checkKernels: boolean;
  readonly calibration: CalibrationForm;
  readonly onPhase: (text: string) => void;
}

/** WebAssembly addresses memory by 32 bits. */
const wasmMemoryBytes = 2 ** 32;

function memoryOf({ name, deviceMemoryBytes }: BackendAvailability, machine: number): number | null {
  if (deviceMemoryBytes !== undefined) return deviceMemoryBytes;
  if (name === "wasm") return Math.min(machine, wasmMemoryBytes);
  return name === "native" || name === "cpu" ? machine : null;
}

/** Looks only: nothing is opened. */
export const describeOnly = (backend: BackendAvailability, machineMemoryBytes: number): BackendReport => ({
  ...backend,
  memoryBytes: backend.available ? memoryOf(backend, machineMemoryBytes) : null,
  benchmark: null,
  calibration: null,
  kernels: null,
});

/** Trains, calibrates and, if wanted, checks the kernels of a backend that works; each in a process of its own. */
export async function examineBackend(
  backend: BackendAvailability,
  options: ExamineOptions,
): Promise<BackendReport> {
  const { home, dataDirectory, machineMemoryBytes, onPhase } = options;
  const described = describeOnly(backend, machineMemoryBytes);
  if (!backend.available) return described;
  onPhase(`Training for 2 s on ${backend.name} …`);
  const benchmark = await benchmarkBackend(backend, dataDirectory);
  onPhase(`Calibrating ${backend.name} …`);
  const calibration =
    benchmark.kind === "trained" ? await calibrateClass(backend.name, options.calibration, home) : null;
  if (options.checkKernels) onPhase(`Comparing the kernels of ${backend.name} with cpu's …`);
  const kernels = options.checkKernels ? await checkKernelsHere(backend.name) : null;
  return { ...described, benchmark, calibration, kernels };
}
