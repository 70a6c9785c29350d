import { z } from "zod";

/** Where a trial ran: enough to judge whether two records may be compared, and to run one again. */
export const environmentSchema = z.strictObject({
  /** Version of Steepest. */
  steepest: z.string(),
  backend: z.enum(["cuda", "native", "webgpu", "wasm", "cpu"]),
  /** What the backend found on this machine, e.g. `simd` or `relaxed-simd`; part of what makes bits equal. */
  featureLevel: z.string(),
  hardwareClass: z.string(),
  runtime: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number().positive(),
  gpu: z.string().nullable(),
  /** Trials that ran beside this one on the machine, itself included. */
  jobs: z.int().positive(),
  /** Seconds that the calibration took on this machine, or null where none was made. */
  calibrationSeconds: z.number().positive().nullable(),
});
export type Environment = z.infer<typeof environmentSchema>;
