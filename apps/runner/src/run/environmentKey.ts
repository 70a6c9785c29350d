import { createHash } from "node:crypto";
import type { Environment } from "@steepest/core/schema/environment.ts";

/** What must be equal for times of two runs to be comparable: machine, backend, and how many trials shared it. */
export function environmentKey(environment: Environment): string {
  const { cpu, cores, os, runtime, backend, featureLevel, jobs } = environment;
  const text = JSON.stringify([cpu, cores, os, runtime, backend, featureLevel, jobs]);
  return `${backend}-${featureLevel}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}
