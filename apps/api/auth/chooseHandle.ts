import { eq, type SQL, sql } from "drizzle-orm";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { people, retiredHandles, users } from "../database/userTables.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import type { Person } from "./readSession.ts";
import { hashSecret } from "./secrets.ts";

/** Those that would be taken for the platform's own, or for everybody. */
const reserved = new Set(
  "admin administrator anonymous api everybody local-runner me moderator nobody operator owner platform reference root runner steepest submitter support system visitor you".split(
    " ",
  ),
);

/** Handles of people who have gone look so. */
export const anonymousPrefix = "deleted-";

/** Whether nobody has the handle, or had it, and anybody may. */
export async function isFree(database: Database, handle: string): Promise<boolean> {
  if (reserved.has(handle) || handle.startsWith(anonymousPrefix)) return false;
  const [taken] = await database.all<{ taken: number }>(sql`
    SELECT EXISTS (SELECT 1 FROM users WHERE name = ${handle})
      OR ${isRetired(handle)} AS taken`);
  return taken?.taken !== 1;
}

/** Gives a person their handle, for good. Throws a 409 problem where they have one, or it is not free. */
export async function chooseHandle(
  database: Database,
  person: Person,
  handle: string,
  now: number,
): Promise<void> {
  if (person.handle !== null) throw chosenBefore(person.handle);
  const taken = new ApiProblem(409, "handle-taken", {
    title: `The handle ${handle} is not free.`,
    detail: "Somebody has it, or had it, or it would be taken for the platform's own.",
    solution: "Choose another.",
    existing: handle,
  });
  if (!(await isFree(database, handle))) throw taken;
  // Both or neither: a user that is there already, and a person whose handle is not free, break the batch.
  const isOpen = sql`CASE WHEN EXISTS (SELECT 1 FROM people WHERE id = ${person.id} AND handle IS NULL) THEN ${handle} END`;
  try {
    await database.batch([
      database.insert(users).values({ name: isOpen, createdAt: now }),
      database.update(people).set({ handle }).where(eq(people.id, person.id)),
    ]);
  } catch (error) {
    const [now] = await database.select().from(people).where(eq(people.id, person.id));
    if (now?.handle != null) throw chosenBefore(now.handle);
    throw (await isFree(database, handle)) ? error : taken;
  }
}

const chosenBefore = (handle: string): ApiProblem =>
  new ApiProblem(409, "handle-chosen", {
    title: `You are ${handle} already.`,
    detail: "A handle is chosen once: results and submissions are known by it.",
    solution: "Keep it. To begin anew under another, delete your account first (DELETE /v1/me).",
    existing: handle,
  });

/** Whether somebody had the handle who is gone: it is given to nobody else, by no way. */
export const isRetired = (handle: string): SQL =>
  sql`EXISTS (SELECT 1 FROM retired_handles WHERE handle_sha256 = ${hashSecret(handle)})`;

/** A statement that makes a user who is not there yet, unless somebody had that name who is gone. What refers to them then breaks its batch. */
export const makeUser = (database: Database, name: string, now: number) =>
  insertFrom(
    database,
    users,
    { name, createdAt: now, isAdmin: sql`0` },
    sql`WHERE NOT ${isRetired(name)}`,
  ).onConflictDoNothing();

export const handleRetired = (handle: string): ApiProblem =>
  new ApiProblem(409, "handle-retired", {
    title: `Nobody is ${handle} any more.`,
    detail: "Who had this handle has deleted their account; it is given to nobody else.",
    solution: "Choose another.",
    existing: handle,
  });

/** Notes that a handle is given out no more. */
export const retireHandle = (database: Database, handle: string) =>
  database
    .insert(retiredHandles)
    .values({ handleSha256: hashSecret(handle) })
    .onConflictDoNothing();
