import { z } from "zod";
import { graphPanelSchema } from "./graphPanel.ts";

/** Committed with a workload's folder as `samples.json`, so it stays small. */
export const mostSampleBytes = 50_000;

const panelSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("image"),
    caption: z.string(),
    /** What a person who cannot see it should know. */
    description: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    /** A PNG in base64, one pixel for each number. */
    png: z.base64(),
  }),
  z.strictObject({ type: z.literal("text"), caption: z.string(), text: z.string() }),
  z.strictObject({
    type: z.literal("table"),
    caption: z.string(),
    rows: z.array(z.strictObject({ name: z.string(), value: z.string() })).min(1),
  }),
  graphPanelSchema,
]);
export type SamplePanel = z.infer<typeof panelSchema>;

/** A few examples of a workload as its page draws them. */
export const workloadSamplesSchema = z.strictObject({
  /** What is shown, in a sentence. */
  note: z.string(),
  samples: z
    .array(
      z.strictObject({
        /** The answer or the name of the example, where it has one. */
        label: z.string().nullable(),
        /** What stands side by side. */
        panels: z.array(panelSchema).min(1),
      }),
    )
    .min(1),
});
export type WorkloadSamples = z.infer<typeof workloadSamplesSchema>;
