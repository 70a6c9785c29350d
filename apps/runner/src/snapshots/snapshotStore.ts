import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TrialSnapshot, trialFactsSchema } from "@steepest/core/harness/trialSnapshot.ts";
import { z } from "zod";
import { readText, writeWhole } from "../files/wholeFiles.ts";
import { decodeChunk, encodeChunk } from "./codeChunk.ts";

const chunkBytes = 262_144;

const chunkSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The chunk that it is written as a difference from. */
  base: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  bytes: z.int().nonnegative(),
});
type Chunk = z.infer<typeof chunkSchema>;
const manifestSchema = z.strictObject({
  format: z.literal("steepest-snapshots/1"),
  facts: trialFactsSchema,
  blobs: z.array(z.array(chunkSchema)),
  /** The whole chunks of the first snapshot, which later ones are written against. */
  first: z.array(z.array(chunkSchema)),
});

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const cut = (blob: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(blob.length / chunkBytes) }, (_, at) =>
    blob.subarray(at * chunkBytes, (at + 1) * chunkBytes),
  );

/**
 * The last snapshot of one trial in a folder of its own: chunks by the SHA-256 of what they hold, each once, those that changed since the first snapshot as
 * a difference from it. A snapshot is there when its manifest is, which is written last and whole; whatever is damaged counts as none.
 */
export class SnapshotStore {
  readonly folder: string;

  /** What this store wrote last: it need not be read again to be gone on from. */
  #written: z.infer<typeof manifestSchema> | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(): TrialSnapshot | null {
    try {
      const manifest = this.#manifest();
      if (manifest === null) return null;
      const { facts, blobs } = manifest;
      return {
        facts,
        blobs: blobs.map((chunks) => Buffer.concat(chunks.map((chunk) => this.#chunk(chunk)))),
      };
    } catch {
      // Lost time, no lost result: the trial starts anew.
      this.#written = null;
      return null;
    }
  }

  /** Takes the place of the one before. */
  write({ facts, blobs }: TrialSnapshot): void {
    const before = this.#written ?? this.#readableManifest();
    const first = before?.first ?? [];
    const written = blobs.map((blob, b) =>
      cut(blob).map((bytes, c) => {
        const sha256 = digestOf(bytes);
        const old = first[b]?.[c];
        const known = before?.blobs[b]?.[c];
        if (known?.sha256 === sha256) return known;
        if (old?.sha256 === sha256) return old;
        const base = old !== undefined && old.bytes === bytes.length ? old : null;
        const chunk: Chunk = { sha256, base: base?.sha256 ?? null, bytes: bytes.length };
        if (!existsSync(this.#path(chunk))) {
          writeWhole(this.#path(chunk), encodeChunk(bytes, base === null ? null : this.#chunk(base)));
        }
        return chunk;
      }),
    );
    const manifest = {
      format: "steepest-snapshots/1",
      facts,
      blobs: written,
      first: before === null ? written : first,
    } satisfies z.infer<typeof manifestSchema>;
    writeWhole(this.#manifestPath, JSON.stringify(manifest));
    this.#written = manifest;
    this.#forgetOthers([...manifest.blobs, ...manifest.first].flat());
  }

  clear(): void {
    this.#written = null;
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #manifestPath(): string {
    return join(this.folder, "snapshot.json");
  }

  #path({ sha256, base }: Chunk): string {
    return join(this.folder, "chunks", base === null ? sha256 : `${sha256}-${base.slice(0, 16)}`);
  }

  #manifest(): z.infer<typeof manifestSchema> | null {
    if (!existsSync(this.#manifestPath)) return null;
    return manifestSchema.parse(JSON.parse(readText(this.#manifestPath)));
  }

  /** Null where a first snapshot is missing or damaged: then this one is the first. */
  #readableManifest(): z.infer<typeof manifestSchema> | null {
    try {
      const manifest = this.#manifest();
      for (const chunk of manifest?.first.flat() ?? []) this.#chunk(chunk);
      return manifest;
    } catch {
      this.clear();
      return null;
    }
  }

  #chunk(chunk: Chunk): Uint8Array {
    const whole = { sha256: chunk.base ?? "", base: null, bytes: chunk.bytes };
    const base = chunk.base === null ? null : this.#chunk(whole);
    const bytes = decodeChunk(readFileSync(this.#path(chunk)), base, chunk.bytes);
    if (digestOf(bytes) !== chunk.sha256) throw new Error("a chunk holds other bytes than it is named by");
    return bytes;
  }

  #forgetOthers(chunks: readonly Chunk[]): void {
    const folder = join(this.folder, "chunks");
    const wanted = new Set(chunks.map((chunk) => this.#path(chunk)));
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (!wanted.has(path)) rmSync(path, { force: true });
    }
  }
}
