import { z } from "zod";
import { manifestSchema } from "../manifest.ts";
import { submissionSourceSchema } from "../sourceFiles.ts";
import { entrySummarySchema } from "./entries.ts";

/** POST /v1/submissions */
export const createSubmissionSchema = submissionSourceSchema;

export const submissionVersionSchema = z.object({
  /** SHA-256 of the files. */
  version: z.string(),
  submission: z.string(),
  /** 1, 2, … in order of upload. */
  number: z.int().positive(),
  manifest: manifestSchema,
  /** SHA-256 of the library, the module `steepest`, that it was checked with. Null for versions of before it was written down. */
  library: z.string().nullable().default(null),
  createdAt: z.iso.datetime(),
});
export type SubmissionVersion = z.infer<typeof submissionVersionSchema>;

/** One row of GET /v1/submissions */
export const submissionSummarySchema = z.object({
  name: z.string(),
  owner: z.string(),
  description: z.string().nullable(),
  ruleset: z.enum(["external", "self"]),
  versions: z.int().positive(),
  latestVersion: z.string(),
  /** What its latest version says of itself. */
  authors: z.array(z.string()).default([]),
  paper: z.string().nullable().default(null),
  stateBytesPerParameter: z.number().nullable().default(null),
  createdAt: z.iso.datetime(),
});

/** GET /v1/submissions/:name */
export const submissionDetailSchema = submissionSummarySchema.extend({
  history: z.array(submissionVersionSchema),
  entries: z.array(entrySummarySchema),
});
export type SubmissionDetail = z.infer<typeof submissionDetailSchema>;

/** GET /v1/versions/:version */
export const versionDetailSchema = submissionVersionSchema.extend({ source: submissionSourceSchema });
export type VersionDetail = z.infer<typeof versionDetailSchema>;

export type SubmissionSummary = z.infer<typeof submissionSummarySchema>;
