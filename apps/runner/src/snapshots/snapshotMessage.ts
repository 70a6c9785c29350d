import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type TrialSnapshot, trialFactsSchema } from "@steepest/core/harness/trialSnapshot.ts";
import { z } from "zod";

/** A snapshot between two processes: its bytes under zstd, as base64. */
export const snapshotMessageSchema = z.strictObject({
  facts: trialFactsSchema,
  blobs: z.array(z.string()),
});
export type SnapshotMessage = z.infer<typeof snapshotMessageSchema>;

/** A blob that unfolds to more is no snapshot of ours: no tree and no guest is as large. */
const mostBytes = 2 ** 31;

export const packSnapshot = ({ facts, blobs }: TrialSnapshot): SnapshotMessage => ({
  facts,
  blobs: blobs.map((blob) => zstdCompressSync(blob).toString("base64")),
});

export const unpackSnapshot = ({ facts, blobs }: SnapshotMessage): TrialSnapshot => ({
  facts,
  blobs: blobs.map((blob) => zstdDecompressSync(Buffer.from(blob, "base64"), { maxOutputLength: mostBytes })),
});
