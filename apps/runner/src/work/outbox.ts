import { createHash } from "node:crypto";
import { readdirSync, rmSync, statfsSync } from "node:fs";
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

  /** One outbox per API and runner: a record goes back to where its trial came from. */
  constructor(home: string, api: string, runner: string, freeBytes?: () => number) {
    const key = createHash("sha256")
      .update(`${new URL(api).origin}\n${runner}`)
      .digest("hex")
      .slice(0, 12);
    this.directory = join(home, "outbox", key);
    makeFolder(this.directory);
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

  remove(item: Pick<OutboxItem, "trial" | "attempt">): void {
    rmSync(this.#path(item), { force: true });
  }

  /** What earlier runs left. Files that hold no record are thrown away; one that cannot be read is an error. */
  items(): OutboxItem[] {
    return readdirSync(this.directory).flatMap((name) => {
      if (!name.endsWith(".json")) return [];
      const path = join(this.directory, name);
      const text = readText(path);
      try {
        return [outboxItemSchema.parse(JSON.parse(text))];
      } catch {
        rmSync(path, { force: true });
        return [];
      }
    });
  }

  #path({ trial, attempt }: Pick<OutboxItem, "trial" | "attempt">): string {
    return join(this.directory, `${trial.replaceAll(/[^\w-]/g, "_")}-${attempt}.json`);
  }
}
