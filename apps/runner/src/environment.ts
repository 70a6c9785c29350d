import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Backend } from "@steepest/tensors/backend/openBackend.ts";
import { classOf } from "@steepest/workloads/hardwareClasses.ts";
import { steepestVersion } from "./steepestVersion.ts";

interface Here {
  readonly backend: Pick<Backend, "name" | "featureLevel" | "device">;
  readonly hardwareClass?: string;
  /** Trials that run side by side. */
  readonly jobs: number;
  /** Null, or left out, where none was made. */
  readonly calibration?: Calibration | null;
}

/** What a record says about where it was made. */
export function describeEnvironment({ backend, hardwareClass, jobs, calibration = null }: Here): Environment {
  return {
    steepest: steepestVersion,
    backend: backend.name,
    featureLevel: backend.featureLevel,
    hardwareClass: hardwareClass ?? classOf(backend),
    runtime: `node ${process.versions.node}`,
    os: `${type()} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: backend.device ?? null,
    jobs,
    calibrationSeconds: calibration?.seconds ?? null,
    calibration,
  };
}
