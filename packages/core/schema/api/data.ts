import { z } from "zod";

/** One dataset of GET /v1/data: all of its files are served. */
export const servedDatasetSchema = z.object({
  id: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});
export type ServedDataset = z.infer<typeof servedDatasetSchema>;
