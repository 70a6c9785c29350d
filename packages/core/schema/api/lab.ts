import { z } from "zod";
import { environmentSchema } from "../environment.ts";
import { labFileSchema, labReportSchema, labResultSchema, subjectSchema } from "../labFile.ts";
import { submissionNameSchema } from "../manifest.ts";
import { plainText } from "../plainText.ts";

/** What of an uploaded report is drawn, all figures and tables together: points, cells of maps, cells of tables. */
export const mostDrawn = 20_000;

const nameOf = (what: string) => z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, `must be the name of ${what}`);
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");
const optionName = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, "must be an option's name");
const named = z.record(plainText(1, 100), z.union([z.number(), z.boolean(), plainText(0, 100)]));

/** A lab's file as strangers send it: of the same form, with an end to everything that is shown. */
const uploadedFileSchema = labFileSchema.extend({
  instrument: nameOf("an instrument"),
  workload: nameOf("a workload"),
  subjects: z
    .array(subjectSchema.extend({ name: submissionNameSchema, version: hash, hyperparameters: named }))
    .min(1)
    .max(20),
  options: z.record(optionName, z.array(z.number()).max(1000)),
  words: z.record(optionName, plainText(0, 100).nullable()),
  library: plainText(1, 100),
  environment: environmentSchema.extend({
    steepest: plainText(1, 100),
    featureLevel: plainText(0, 100),
    hardwareClass: plainText(1, 100),
    runtime: plainText(0, 200),
    os: plainText(0, 200),
    cpu: plainText(0, 200),
    gpu: plainText(0, 200).nullable(),
  }),
  results: z.array(labResultSchema).max(20_000),
});

const uploadedReportSchema = labReportSchema
  .extend({
    title: plainText(1, 200),
    /** What was measured, and in which unit. */
    measures: plainText(1, 1000),
    /** The paper that the instrument follows. */
    source: plainText(1, 500),
  })
  .refine(
    ({ tables, figures }) => {
      const cells = tables.map(({ rows, columns }) => rows.length * columns.length);
      const marks = figures.map((figure) =>
        figure.kind === "lines"
          ? figure.series.reduce((sum, { points }) => sum + points.length, 0)
          : figure.xs.length * figure.ys.length,
      );
      return [...cells, ...marks].reduce((sum, one) => sum + one, 0) <= mostDrawn;
    },
    { error: `may show ${mostDrawn} points and cells at most, all together` },
  );

/** POST /v1/lab: what `steepest lab` wrote, and what its instrument makes of it. */
export const createLabResultSchema = z.strictObject({
  file: uploadedFileSchema,
  report: uploadedReportSchema,
});
export type CreateLabResult = z.input<typeof createLabResultSchema>;

const labSubjectSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Where exactly these files were uploaded here, and whoever asks may see them. */
  submission: z.object({ name: z.string(), number: z.int().positive() }).nullable(),
});

/** One row of GET /v1/lab */
export const labSummarySchema = z.object({
  id: z.string(),
  owner: z.string(),
  private: z.boolean(),
  instrument: z.string(),
  /** The instrument's. */
  title: z.string(),
  workload: z.string(),
  subjects: z.array(labSubjectSchema),
  bytes: z.int().positive(),
  createdAt: z.iso.datetime(),
});
export type LabSummary = z.infer<typeof labSummarySchema>;

/** GET /v1/lab/:id */
export const labDetailSchema = labSummarySchema.extend({
  file: uploadedFileSchema,
  report: uploadedReportSchema,
});
export type LabDetail = z.infer<typeof labDetailSchema>;
