import { z } from "zod";

/** A named class of runner. Results are comparable within one class only. */
export const hardwareClassIdSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** What tensors run on, as packages/tensors names them: an environment of another name is a type error. */
export const backendSchema = z.enum(["cuda", "native", "webgpu", "wasm", "cpu"]);

const common = {
  id: hardwareClassIdSchema,
  title: z.string(),
  backend: backendSchema,
  /** What its machines compute with, where bits depend on it: records of another level are of another class. */
  featureLevel: z.string().optional(),
  /** The class whose budgets, evaluation periods and prices it has; by default its own. */
  basis: hardwareClassIdSchema.optional(),
};

/** What the clock measured of a class on the machine that it refers to: the figures without which nobody's speed can be compared. */
export const classReferenceSchema = z.strictObject({
  /** Seconds of the full calibration: the median of the rounds. */
  calibrationSeconds: z.number().positive(),
  /** Every round's, all of them within a third of the class's tolerance. */
  rounds: z.array(z.number().positive()).min(1),
  machine: z.string(),
  /** Its GPU with the driver; null on the processor. */
  device: z.string().nullable(),
  date: z.iso.date(),
  command: z.string(),
  /** To the millisecond, what budgets and evaluation periods come from: the charged seconds of the runs that set a target, made again there, and the median of an evaluation. */
  workloads: z.record(
    z.string(),
    z.strictObject({
      chargedSeconds: z.array(z.number().nonnegative()),
      evaluationSeconds: z.number().nonnegative(),
    }),
  ),
});

/** What rules a class's trials: reference time where bits are deterministic (there is a price list then), else the clock of machines that are as fast as each other. */
export const hardwareClassSchema = z.discriminatedUnion("measure", [
  z.strictObject({ ...common, measure: z.literal("reference") }),
  z.strictObject({
    ...common,
    measure: z.literal("wall"),
    /** Seconds that the calibration takes on the class's reference machine. */
    referenceCalibrationSeconds: z.number().positive(),
    /** A machine belongs to the class while its relative speed is within 1 ± this. */
    calibrationTolerance: z.number().positive().lt(1),
  }),
]);
export type HardwareClass = z.infer<typeof hardwareClassSchema>;
