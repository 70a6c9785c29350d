import { createHash } from "node:crypto";
import { readdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { z } from "zod";
import { readText, writeWhole } from "../files/wholeFiles.ts";

const outboxItemSchema = z.strictObject({
  trial: z.string(),
  attempt: z.int().positive(),
  record: anyRecordSchema,
});

/** A record that the API has not acknowledged yet. */
export type OutboxItem = z.infer<typeof outboxItemSchema>;

/** Trials write data, logs and records: below this a disk is as good as full. */
const leastFreeBytes = 32 * 2 ** 20;

const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;

/** Finished records on disk until the API has them: neither a restart of the API nor of the runner loses work. */
export class Outbox {
  readonly directory: string;
  readonly #freeBytes: () => number;
  readonly #note: (text: string) => void;

  /** One outbox per API and runner: a record goes back to where its trial came from. */
  constructor(
    home: string,
    api: string,
    runner: string,
    {
      note = () => {},
      freeBytes,
    }: { readonly note?: (text: string) => void; readonly freeBytes?: () => number } = {},
  ) {
    const key = createHash("sha256")
      .update(`${new URL(api).origin}\n${runner}`)
      .digest("hex")
      .slice(0, 12);
    this.directory = join(home, "outbox", key);
    makeFolder(this.directory);
    this.#note = note;
    this.#freeBytes =
      freeBytes ??
      (() => {
        const { bavail, bsize } = statfsSync(this.directory);
        return bavail * bsize;
      });
  }

  /** Why a finished record could not be kept here now, or null. A disk can be full, read-only, or have a quota that its free space does not show. */
  shortage(): string | null {
    try {
      // Somebody may have cleared it away.
      makeFolder(this.directory);
      const free = this.#freeBytes();
      if (free < leastFreeBytes) {
        return `${mebibytes(free)} are free at ${this.directory}, and records need ${mebibytes(leastFreeBytes)} to be safe.`;
      }
      const probe = join(this.directory, "probe.txt");
      writeWhole(probe, "A record could be kept here.\n");
      rmSync(probe, { force: true });
      return null;
    } catch (error) {
      return `Nothing can be written at ${this.directory}: ${error instanceof Error ? error.message : String(error)}.`;
    }
  }

  put(item: OutboxItem): void {
    writeWhole(this.#path(item), JSON.stringify(item));
  }

  /** Where that cannot be done it is delivered again by the next start, which changes nothing. */
  remove(item: Pick<OutboxItem, "trial" | "attempt">): void {
    try {
      rmSync(this.#path(item), { force: true });
    } catch {
      // A disk that is read-only by now.
    }
  }

  /**
   * What earlier runs left. A file that holds no record as this version of Steepest knows them is put aside, where an operator finds it; one that cannot be read is
   * an error.
   */
  items(): OutboxItem[] {
    makeFolder(this.directory);
    return readdirSync(this.directory).flatMap((name) => {
      if (!name.endsWith(".json")) return [];
      const path = join(this.directory, name);
      const text = readText(path);
      try {
        return [outboxItemSchema.parse(JSON.parse(text))];
      } catch {
        renameSync(path, `${path}.unknown`);
        this.#note(
          `! ${path} holds no record that this version of Steepest knows: it is kept as ${name}.unknown.`,
        );
        return [];
      }
    });
  }

  #path({ trial, attempt }: Pick<OutboxItem, "trial" | "attempt">): string {
    return join(this.directory, `${trial.replaceAll(/[^\w-]/g, "_")}-${attempt}.json`);
  }
}
