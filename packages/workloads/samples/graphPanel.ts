import { z } from "zod";

/** A graph whose nodes have their places: boxes with text, and edges of one bend each. Lengths in pixels, from the upper left corner. */
export const graphPanelSchema = z.strictObject({
  type: z.literal("graph"),
  caption: z.string(),
  /** What a person who cannot see it should know. */
  description: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Height of every node's box. */
  nodeHeight: z.int().positive(),
  nodes: z
    .array(
      z.strictObject({
        label: z.string(),
        /** Stands behind the label, where there is something to add. */
        detail: z.string().nullable(),
        /** The left end of the box, its middle line and its width. */
        x: z.number(),
        y: z.number(),
        width: z.number().positive(),
      }),
    )
    .min(1),
  edges: z.array(
    z.strictObject({
      /** Places in `nodes`. */
      from: z.int().nonnegative(),
      to: z.int().nonnegative(),
      /** Solid edges leave a box below and enter the other on its left; dashed ones leave and enter on the right. */
      style: z.enum(["solid", "dashed"]),
      /** Where the edge's vertical part is. */
      bend: z.number(),
    }),
  ),
});
export type GraphPanel = z.infer<typeof graphPanelSchema>;
