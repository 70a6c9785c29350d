import { createHash } from "node:crypto";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";

/**
 * What must be equal for times of two runs to be comparable. Where reference time is counted that is the kind of arithmetic; by the clock it
 * is the machine, and how many trials shared it.
 */
export function machineKey(environment: Environment): string {
  const { hardwareClass, cpu, cores, os, runtime, backend, featureLevel, jobs } = environment;
  const kind = `${backend}-${featureLevel}`;
  if (measureOf(hardwareClass) === "reference") return kind;
  const text = JSON.stringify([cpu, cores, os, runtime, backend, featureLevel, jobs]);
  return `${kind}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}
