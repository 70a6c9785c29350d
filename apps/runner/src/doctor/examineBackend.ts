import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { BackendAvailability } from "@steepest/tensors/backend/backend.ts";
import type { KernelReport } from "@steepest/tensors/backend/checkKernels.ts";
import { devicesOf } from "@steepest/tensors/backend/describeBackends.ts";
import type { FoundDevices } from "@steepest/tensors/backend/device.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { hardwareClasses } from "@steepest/workloads/catalogue.ts";
import { z } from "zod";
import { refusalSchema } from "../trial/answerParent.ts";
import { askProcess } from "../trial/askProcess.ts";
import { type CalibrationForm, calibrateHere } from "../work/calibrateHere.ts";
import { type BackendBenchmark, benchmarkBackend } from "./benchmarkBackend.ts";

export interface BackendReport extends BackendAvailability {
  /** What tensors can fill: the device's memory, or what of the machine's the backend can address; null where unknown. */
  readonly memoryBytes: number | null;
  /** The GPUs that it can compute on, one trial on each, and why others are left out; null on the processor. */
  readonly devices: FoundDevices | null;
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
export const describeOnly = async (
  backend: BackendAvailability,
  machineMemoryBytes: number,
): Promise<BackendReport> => ({
  ...backend,
  memoryBytes: backend.available ? memoryOf(backend, machineMemoryBytes) : null,
  devices: await devicesOf(backend.name),
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
  const described = await describeOnly(backend, machineMemoryBytes);
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

interface ClassCalibration extends Calibration {
  readonly hardwareClass: string;
  /** Reference ÷ measured seconds. */
  readonly relativeSpeed: number;
  readonly tolerance: number;
  readonly within: boolean;
}

/** How this machine stands to the hardware class of a backend; null where it has none, or its speed does not matter. */
async function calibrateClass(
  backend: BackendName,
  form: CalibrationForm,
  home: string,
): Promise<ClassCalibration | null> {
  const ofBackend = hardwareClasses.find((hardwareClass) => hardwareClass.backend === backend);
  if (ofBackend?.measure !== "wall") return null;
  const calibration = await calibrateHere({ home, backend, form, anew: true });
  const { id, referenceCalibrationSeconds, calibrationTolerance: tolerance } = ofBackend;
  const relativeSpeed = referenceCalibrationSeconds / calibration.seconds;
  const within = Math.abs(relativeSpeed - 1) <= tolerance;
  return { ...calibration, hardwareClass: id, relativeSpeed, tolerance, within };
}

const answerSchema = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    report: z.strictObject({
      checked: z.int(),
      failures: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
    }),
  }),
  refusalSchema,
]);

/** Whether a backend computes as `cpu` does. In a process of its own, which a driver may take down with it. */
async function checkKernelsHere(backend: BackendName): Promise<KernelReport> {
  try {
    const module = new URL("./kernelCheckProcess.ts", import.meta.url);
    const answer = answerSchema.parse(await askProcess({ module, arguments: [backend] }));
    if (answer.ok) return answer.report;
    const { what, details } = answer.error;
    return { checked: 0, failures: [{ name: "opening it", reason: `${what} ${details}`.trim() }] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { checked: 0, failures: [{ name: "the check", reason }] };
  }
}
