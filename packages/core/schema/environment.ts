import { z } from "zod";
import { calibrationSchema } from "./calibration.ts";
import { backendSchema } from "./hardwareClass.ts";
import { plainText } from "./plainText.ts";

const deviceText = plainText(1, 200);

/** The GPU that a trial had to itself, so that the records of one device among eight can be told apart. */
const deviceSchema = z.strictObject({
  /** Its place among the machine's. */
  index: z.int().nonnegative(),
  name: deviceText,
  uuid: deviceText.nullable(),
  driver: deviceText.nullable(),
  memoryBytes: z.number().positive().nullable(),
});

/** Where a trial ran: enough to judge whether two records may be compared, and to run one again. */
export const environmentSchema = z.strictObject({
  /** Version of Steepest. */
  steepest: z.string(),
  backend: backendSchema,
  /** What the backend found on this machine, e.g. `simd` or `relaxed-simd`; part of what makes bits equal. */
  featureLevel: z.string(),
  hardwareClass: z.string(),
  runtime: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number().positive(),
  gpu: z.string().nullable(),
  /** Records of backends without devices, and those made before 2026-11-30, lack it. */
  device: deviceSchema.nullable().optional(),
  /** Most trials that the program ran at one time on the machine while this one ran, itself included. */
  jobs: z.int().positive(),
  /** Seconds that the calibration took on this machine, or null where none was made. */
  calibrationSeconds: z.number().positive().nullable(),
  /** The same, part by part, and how thoroughly it was measured. Records made before 2026-11-21 lack it. */
  calibration: calibrationSchema.nullable().optional(),
});
export type Environment = z.infer<typeof environmentSchema>;
