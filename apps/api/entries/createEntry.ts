import type { CreateEntry } from "@steepest/core/schema/api/entries.ts";
import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import { planTrials } from "@steepest/core/score/planTrials.ts";
import { hardwareClass, hardwareClasses, isOpen, notOpen, suite } from "@steepest/workloads/catalogue.ts";
import { and, eq, isNull, sql } from "drizzle-orm";
import { commitmentOf } from "../audits/auditDraw.ts";
import type { Actor } from "../auth/actor.ts";
import { mayActFor } from "../auth/requireRole.ts";
import type { Bindings } from "../bindings.ts";
import { boardKey } from "../boards/boardKey.ts";
import { keepResults, turnsChanged } from "../boards/resultsChanged.ts";
import { boards } from "../database/boardTables.ts";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, submissions, trials, versions } from "../database/schema.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { limitsOf, refuseAboveQuota, withinOpenEntries } from "../limits/quotas.ts";
import { requireDraw } from "./requireDraw.ts";
import { seedOf } from "./seedOf.ts";
import { versionVisibleTo } from "./visibleTo.ts";

/** D1 binds at most 100 parameters a statement; a trial takes 11. */
const trialsPerInsert = 9;

/** Enters a version on a board and plans its trials. Returns the entry's id. */
export async function createEntry(
  database: Database,
  actor: Actor,
  request: CreateEntry,
  { now, env }: { readonly now: number; readonly env: Bindings },
): Promise<string> {
  const seedSecret = env.STEEPEST_SEED_SECRET;
  const [found] = await database
    .select({ version: versions, owner: submissions.owner })
    .from(versions)
    .innerJoin(submissions, eq(versions.submission, submissions.name))
    .where(and(eq(versions.version, request.version), versionVisibleTo(actor)));
  if (found === undefined) throw notFound("version", request.version, "GET /v1/submissions");
  const { version, owner } = found;
  if (!mayActFor(actor, owner)) throw notYours(version.submission, owner);
  const board = parseBoardId(request.board);
  const suiteOfBoard = suite(board.suite);
  const { id: classId } = hardwareClass(board.hardwareClass);
  // Known without boards, by its id alone, are classes of other bits; of those that have boards, some suites may not be measured.
  if (hardwareClasses.some(({ id }) => id === classId) && !isOpen(suiteOfBoard.id, classId))
    throw notOpen(classId, suiteOfBoard.id);
  if (suiteOfBoard.heldOut !== undefined) {
    const all = await database
      .select({ version: versions.version, createdAt: versions.createdAt })
      .from(versions)
      .where(eq(versions.submission, version.submission));
    requireDraw(suiteOfBoard, version, all);
  }
  if (board.ruleset !== version.ruleset) {
    throw new ApiProblem(422, "wrong-ruleset", {
      title: `${version.submission} is of the ruleset ${version.ruleset}, the board is of ${board.ruleset}.`,
      detail: "A submission says its ruleset in defineSubmission({ ruleset }).",
      solution: `Enter it on ${board.suite}.${version.ruleset}.${board.hardwareClass}.`,
    });
  }
  const trust = request.trust ?? "verified";
  if (trust === "verified" && request.seed !== undefined) {
    throw new ApiProblem(422, "seed-not-allowed", {
      title: "A verified entry draws its own seed.",
      detail: "Choosing the seed would be choosing the trials.",
      solution: "Leave `seed` out, or enter with trust `self-reported`.",
    });
  }
  const onBoard = {
    version: version.version,
    suite: suiteOfBoard.id,
    suiteVersion: suiteOfBoard.version,
    ruleset: board.ruleset,
    hardwareClass: board.hardwareClass,
    trust,
    isPrivate: request.private ?? false,
  };
  // An admin enters for others without using what those may have.
  const limits = await limitsOf(database, env, actor, now);
  refuseAboveQuota(limits, { openEntries: 1 }, now);
  const counted = onBoard.isPrivate ? 0 : 1;
  const id = `e${randomHex(6)}`;
  const seed = request.seed ?? seedOf(seedSecret, { owner, submission: version.submission });
  const isDrawn = request.seed === undefined && seedSecret !== undefined;
  const seedCommitment = isDrawn ? commitmentOf(seedSecret) : null;
  const plan = planTrials({ suite: suiteOfBoard, manifest: version.manifest, seed }).map(
    (planned, position) => ({
      ...planned,
      id: `${id}-${planned.workload}-${planned.study}-${planned.trial}`,
      entry: id,
      position,
      status: "queued" as const,
    }),
  );
  try {
    await database.batch([
      database.insert(entries).values({
        ...onBoard,
        id,
        owner,
        seed,
        seedCommitment,
        createdAt: withinOpenEntries(owner, limits, now),
      }),
      ...chunks(plan, trialsPerInsert).map((some) => database.insert(trials).values(some)),
      ...turnsChanged(database, id),
      keepResults(database, sql`trials.entry = ${id}`),
      database
        .insert(boards)
        .values({ id: boardKey(board), revision: 1, entries: counted })
        .onConflictDoUpdate({
          target: boards.id,
          set: { revision: sql`revision + 1`, entries: sql`${boards.entries} + ${counted}` },
        }),
      event(database, "entry-created", { at: now, user: actor.user, entry: id }),
    ]);
  } catch (error) {
    const [existing] = await database
      .select({ id: entries.id })
      .from(entries)
      .where(
        and(
          eq(entries.version, onBoard.version),
          eq(entries.suite, onBoard.suite),
          eq(entries.suiteVersion, onBoard.suiteVersion),
          eq(entries.ruleset, onBoard.ruleset),
          eq(entries.hardwareClass, onBoard.hardwareClass),
          eq(entries.trust, onBoard.trust),
          isNull(entries.cancelledAt),
        ),
      );
    if (existing === undefined) {
      refuseAboveQuota(await limitsOf(database, env, actor, now), { openEntries: 1 }, now);
      throw error;
    }
    throw new ApiProblem(409, "entry-exists", {
      title: `This version is on the board ${request.board} already.`,
      detail: `Its ${trust} entry is ${existing.id}.`,
      solution: `Follow GET /v1/entries/${existing.id}, publish it if it is private, upload a changed version, or cancel that entry first.`,
      existing: existing.id,
    });
  }
  return id;
}

/** The answer to acting on someone else's submission. */
export const notYours = (submission: string, owner: string): ApiProblem =>
  new ApiProblem(403, "not-yours", {
    title: `The submission ${submission} belongs to ${owner}.`,
    detail: "Only its owner and admins may do this.",
    solution: `Ask ${owner}, or upload your own under another name.`,
  });

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** A list cut into lists of at most `size`. */
const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
