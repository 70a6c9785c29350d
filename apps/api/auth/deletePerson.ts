import { bytesToHex } from "@noble/hashes/utils.js";
import { and, eq, getTableColumns, like, sql } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { voids } from "../database/auditTables.ts";
import { event } from "../database/event.ts";
import { events } from "../database/eventTables.ts";
import { labResults } from "../database/labTables.ts";
import { notificationSettings, notifications } from "../database/notificationTables.ts";
import { type Database, tables } from "../database/openDatabase.ts";
import { entries, runners } from "../database/schema.ts";
import { devices, people, tokens, users, verifications } from "../database/userTables.ts";
import { cancelStatements } from "../entries/cancelEntry.ts";
import type { Actor } from "./actor.ts";
import { anonymousPrefix, retireHandle } from "./chooseHandle.ts";
import type { Person } from "./readSession.ts";

/** Dropped with their person, not handed on. */
const dropped: readonly SQLiteTable[] = [users, people, tokens, devices, notificationSettings, notifications];

/** What columns are called that state a user without referring to `users`. */
const statesUser = new Set([
  "user",
  "owner",
  "reporter",
  "entrant",
  "requested_by",
  "by",
  "lifted_by",
  "drawn_for",
]);

/**
 * Deletes what is known of a person: address, name, sessions, tokens, links with GitHub. Submissions, entries, runners and events stay, under a handle that
 * says nothing; the old one is given to nobody else. Private entries that are still open are cancelled: nobody could ever see what they come to.
 */
export async function deletePerson(
  database: Database,
  person: Person,
  actor: Actor | null,
  now: number,
): Promise<void> {
  const { handle } = person;
  const mailed = database
    .delete(verifications)
    .where(
      sql`json_valid(value) AND lower(json_extract(value, '$.email')) = (SELECT lower(email) FROM people WHERE id = ${person.id})`,
    );
  const row = database.delete(people).where(eq(people.id, person.id));
  if (handle === null) {
    await database.batch([mailed, row]);
    return;
  }
  if (actor !== null) {
    const hidden = await database
      .select({ id: entries.id })
      .from(entries)
      .where(sql`owner = ${handle} AND is_private AND finished_at IS NULL AND cancelled_at IS NULL`);
    for (const { id } of hidden) await database.batch(cancelStatements(database, actor, id, now));
  }
  const anonymous = `${anonymousPrefix}${bytesToHex(crypto.getRandomValues(new Uint8Array(5)))}`;
  await database.batch([
    database.insert(users).values({ name: anonymous, createdAt: now }),
    mailed,
    database
      .delete(verifications)
      .where(and(like(verifications.identifier, "sign-in-link:%"), eq(verifications.value, handle))),
    // People call machines after themselves.
    database
      .update(runners)
      .set({ name: sql`'runner-' || substr(id, 1, 8)` })
      .where(eq(runners.owner, handle)),
    // The seeds of these were drawn for a name that is not to be kept: nobody can check them any more.
    database.update(entries).set({ seedCommitment: null }).where(sql`coalesce(drawn_for, owner) = ${handle}`),
    database
      .update(voids)
      .set({ subject: anonymous })
      .where(sql`kind IN ('user', 'uploads') AND subject = ${handle}`),
    // Nobody could ever see them again; their bodies go with what no row names.
    database.delete(labResults).where(sql`owner = ${handle} AND is_private`),
    ...userColumns().map(({ table, key, column }) =>
      database
        .update(table)
        .set({ [key]: anonymous })
        .where(eq(column, handle)),
    ),
    // Details of what an operator did name whom it was done to.
    database
      .update(events)
      .set({ detail: null })
      .where(sql`user = ${anonymous} OR ' ' || replace(detail, ':', ' ') || ' ' LIKE ${`% ${handle} %`}`),
    database.delete(notifications).where(eq(notifications.user, handle)),
    database.delete(notificationSettings).where(eq(notificationSettings.user, handle)),
    database.delete(tokens).where(eq(tokens.user, handle)),
    database.delete(devices).where(eq(devices.approvedBy, handle)),
    row,
    retireHandle(database, handle),
    database.delete(users).where(eq(users.name, handle)),
    event(database, "user-deleted", { at: now, user: anonymous }),
  ]);
}

/** Every column that states a user, of whatever table comes to have one: by reference, or called so. */
function userColumns() {
  const all: readonly SQLiteTable[] = Object.values(tables);
  return all
    .filter((table) => !dropped.includes(table))
    .flatMap((table) => {
      const referring = new Set(
        getTableConfig(table)
          .foreignKeys.map((key) => key.reference())
          .filter(({ foreignTable }) => foreignTable === users)
          .flatMap((reference) => reference.columns.map(({ name }) => name)),
      );
      return Object.entries(getTableColumns(table))
        .filter(([, { name }]) => referring.has(name) || statesUser.has(name))
        .map(([key, column]) => ({ table, key, column }));
    });
}
