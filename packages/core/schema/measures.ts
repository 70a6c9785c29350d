import { z } from "zod";
import { measures } from "./measureTable.ts";

/** One way of counting what is charged. */
export type Measure = keyof typeof measures;

export const measureIds = Object.keys(measures) as [Measure, ...Measure[]];
export const measureSchema = z.enum(measureIds);

/** What was charged, in every measure: seconds or counts; null where a measure was not counted. */
export type Charges = Readonly<Record<Measure, number | null>>;
export const chargesSchema = z.object(
  Object.fromEntries(
    measureIds.map((id) => [id, z.number().nonnegative().nullable().default(null)]),
  ) as Record<Measure, z.ZodDefault<z.ZodNullable<z.ZodNumber>>>,
);

/** Charges of which only some measures were counted. */
export const chargesOf = (counted: Partial<Charges>): Charges => ({
  ...(Object.fromEntries(measureIds.map((id) => [id, null])) as Record<Measure, null>),
  ...counted,
});

/** The measures that a hardware class may be ruled by. */
export const officialMeasureSchema = z.enum(["reference", "wall"]);
export type OfficialMeasure = z.infer<typeof officialMeasureSchema>;
