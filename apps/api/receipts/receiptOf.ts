import type { R2Bucket } from "@cloudflare/workers-types";
import { signReceipt } from "@steepest/core/receipt/signing.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import {
  type PublicKey,
  type Receipt,
  type Rounds,
  type SigningKeys,
  signingKeysSchema,
} from "@steepest/core/schema/receipt.ts";
import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { commitmentOf } from "../audits/auditDraw.ts";
import type { Bindings } from "../bindings.ts";
import { audits } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { records, submissions } from "../database/schema.ts";
import { readStored } from "../database/store.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { linesOf } from "../settings/readVariable.ts";

/** The keys of this deployment, newest first; null where it has none. Throws where they are not what `steepest keys` makes. */
export function signingKeys({ STEEPEST_SIGNING_KEYS: text }: Bindings): SigningKeys | null {
  return text === undefined || text === "" ? null : signingKeysSchema.parse(JSON.parse(text));
}

/** What everybody may know of them. */
export const publicKeys = (bindings: Bindings): PublicKey[] =>
  (signingKeys(bindings) ?? []).map(({ id, publicKey, from, until }) => ({ id, publicKey, from, until }));

/** The commitment of the round that runs, and the secrets of those that have ended. */
export function roundsOf(bindings: Bindings): Rounds {
  const { STEEPEST_SEED_SECRET: secret, STEEPEST_PAST_SEED_SECRETS: past } = bindings;
  return {
    commitment: secret === undefined ? null : commitmentOf(secret),
    // What a round that runs follows from is never published, however it came into the list.
    ended: linesOf(past ?? "")
      .filter((line) => line !== secret)
      .map((ended) => ({ commitment: commitmentOf(ended), secret: ended })),
  };
}

/** The signed receipt of the record that counts for a trial. Throws a 404 problem where there is no record, or the deployment signs none. */
export async function receiptOf(
  from: {
    readonly database: Database;
    readonly store: R2Bucket;
    readonly keys: SigningKeys | null;
    /** Which entries the asker may see. */
    readonly visible: SQL;
  },
  id: string,
  now: number,
): Promise<Receipt> {
  const { database, store, keys, visible } = from;
  const { trial, entry, version } = await loadTrial(database, id, visible);
  const [[row], [submission], [audit]] = await Promise.all([
    database.select().from(records).where(eq(records.trial, id)),
    database.select().from(submissions).where(eq(submissions.name, version.submission)),
    database
      .select()
      .from(audits)
      .where(and(eq(audits.trial, id), eq(audits.record, trial.record ?? ""), sql`+outcome = 'match'`))
      .orderBy(desc(audits.endedAt))
      .limit(1),
  ]);
  if (row === undefined || submission === undefined) {
    throw new ApiProblem(404, "no-record", {
      title: `The trial ${id} has no record.`,
      detail: `It is ${trial.status}.`,
      solution: "A receipt is of a record that counts.",
    });
  }
  if (keys === null) {
    throw new ApiProblem(404, "no-signing-key", {
      title: "This deployment signs no receipts.",
      detail: "It has no signing key.",
      solution: "Its operator sets STEEPEST_SIGNING_KEYS to what `steepest keys` prints.",
    });
  }
  const record: unknown = await (await readStored(store, "records", row.sha256)).json();
  const { library } = anyRecordSchema.parse(record);
  const isVerified = row.verifiedAt !== null;
  return signReceipt(
    keys,
    {
      trial: id,
      entry: entry.id,
      board: formatBoardId(entry),
      recordSha256: row.sha256,
      submission: version.submission,
      owner: entry.drawnFor ?? submission.owner,
      sourceSha256: version.version,
      hardwareClass: entry.hardwareClass,
      librarySha256: library?.sha256 ?? null,
      prices: library?.prices ?? null,
      trust: isVerified ? "verified" : "claimed",
      reporter: row.owner,
      auditor: isVerified ? (audit?.owner ?? null) : null,
      seed: entry.seed,
      seedCommitment: entry.seedCommitment,
      issuedAt: new Date(now).toISOString(),
    },
    record,
  );
}
