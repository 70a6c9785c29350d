import { z } from "zod";
import { environmentSchema } from "./environment.ts";
import { plainText } from "./plainText.ts";
import { rulesetSchema } from "./ruleset.ts";
import { hyperparameterPointSchema } from "./searchSpace.ts";

export const subjectSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  ruleset: rulesetSchema,
  hyperparameters: hyperparameterPointSchema,
});
/** A submission at one hyperparameter point: what an instrument looks at. */
export type Subject = z.infer<typeof subjectSchema>;

export const labTaskSchema = z.strictObject({
  /** Position of its subject in the ask. */
  subject: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  settings: z.record(z.string(), z.number()),
});
/** One piece of an instrument's work, which runs in a process of its own and is kept when it is done. */
export type LabTask = z.infer<typeof labTaskSchema>;

const numberOrNull = z.number().nullable();
export const findingSchema = z.strictObject({
  numbers: z.record(z.string(), numberOrNull),
  series: z.record(z.string(), z.array(numberOrNull)),
});
/** What a task found: numbers and lists of numbers by name. Null is what is not finite or was not reached. */
export type Finding = z.infer<typeof findingSchema>;

export const labResultSchema = z.strictObject({ task: labTaskSchema, finding: findingSchema });
export type LabResult = z.infer<typeof labResultSchema>;

/** What `steepest lab` writes. */
export const labFileSchema = z.object({
  format: z.literal("steepest-lab/1"),
  instrument: z.string(),
  workload: z.string(),
  subjects: z.array(subjectSchema),
  studies: z.int().positive(),
  seed: z.int().nonnegative(),
  options: z.record(z.string(), z.array(z.number())),
  words: z.record(z.string(), z.string().nullable()),
  library: z.string(),
  environment: environmentSchema,
  finishedAt: z.iso.datetime(),
  results: z.array(labResultSchema),
});
export type LabFile = z.infer<typeof labFileSchema>;

// What the findings say together goes to a platform, where strangers read it: every text is plain and has an end, and so has what must be drawn.

const label = plainText(0, 200);
/** Within what axes can be computed for. */
const drawn = z.number().min(-1e200).max(1e200);
const drawnOrNull = drawn.nullable();

const labTableSchema = z.strictObject({
  title: label,
  columns: z.array(label).max(50),
  rows: z.array(z.array(z.union([plainText(0, 500), numberOrNull])).max(50)).max(5000),
});
export type LabTable = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}>;

const figureAxisSchema = z.strictObject({ label, scale: z.enum(["linear", "log"]) });
export type FigureAxis = Readonly<z.infer<typeof figureAxisSchema>>;

const seriesSchema = z.strictObject({
  name: plainText(0, 100),
  points: z.array(z.tuple([drawn, drawnOrNull])).max(5000),
  isReference: z.boolean().exactOptional(),
});
export interface FigureSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** A reference that others are judged against: drawn thin and grey. */
  readonly isReference?: boolean;
}

const linesSchema = z.strictObject({
  kind: z.literal("lines"),
  title: label,
  x: figureAxisSchema,
  y: figureAxisSchema,
  series: z.array(seriesSchema).max(60),
  dots: z.boolean().exactOptional(),
});
const mapSchema = z.strictObject({
  kind: z.literal("map"),
  title: label,
  x: figureAxisSchema,
  y: figureAxisSchema,
  xs: z.array(drawn).max(200),
  ys: z.array(drawn).max(200),
  values: z.array(z.array(drawnOrNull).max(200)).max(200),
  valueLabel: label,
});

/** Lines over an axis, or a map of colours over two. */
export type LabFigure =
  | {
      readonly kind: "lines";
      readonly title: string;
      readonly x: FigureAxis;
      readonly y: FigureAxis;
      readonly series: readonly FigureSeries[];
      /** Dots without lines between them. */
      readonly dots?: boolean;
    }
  | {
      readonly kind: "map";
      readonly title: string;
      readonly x: FigureAxis;
      readonly y: FigureAxis;
      /** Edges or centres are not drawn to scale: a cell for each x and y. Null cells are those that diverged. */
      readonly xs: readonly number[];
      readonly ys: readonly number[];
      /** By row of ys, then xs. */
      readonly values: readonly (readonly (number | null)[])[];
      readonly valueLabel: string;
    };

export const labReportSchema = z.strictObject({
  lines: z.array(plainText(1, 1000)).max(200),
  tables: z.array(labTableSchema).max(40),
  figures: z.array(z.discriminatedUnion("kind", [linesSchema, mapSchema])).max(40),
});
export interface LabReport {
  /** What was found, a sentence each. */
  readonly lines: readonly string[];
  readonly tables: readonly LabTable[];
  readonly figures: readonly LabFigure[];
}
