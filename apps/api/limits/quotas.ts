import { formatLimit } from "@steepest/base/formatBytes.ts";
import type { Quota, QuotaView, SetQuota } from "@steepest/core/schema/api/quotas.ts";
import { eq, type SQL, sql } from "drizzle-orm";
import { type Actor, isAdmin } from "../auth/actor.ts";
import type { Bindings } from "../bindings.ts";
import { usage } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { users } from "../database/userTables.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { choiceOf, numberOf } from "../settings/readVariable.ts";

/** Far beyond what a person does in a day; a program that runs away meets them. */
const builtIn: Quota = { versionsPerDay: 100, openEntries: 50, storedBytes: 512 * 2 ** 20 };

const unlimited: Quota = { versionsPerDay: null, openEntries: null, storedBytes: null };

/** Everybody's quota in this deployment. */
function usualQuota(env: Bindings): Quota {
  const of = (set: number | null, usual: number | null): number | null => {
    if (set !== null) return set >= 1 ? set : null;
    return choiceOf(env, "STEEPEST_LIMITS") === "off" ? null : usual;
  };
  return {
    versionsPerDay: of(numberOf(env, "STEEPEST_VERSIONS_PER_DAY"), builtIn.versionsPerDay),
    openEntries: of(numberOf(env, "STEEPEST_OPEN_ENTRIES"), builtIn.openEntries),
    storedBytes: of(numberOf(env, "STEEPEST_STORED_BYTES"), builtIn.storedBytes),
  };
}

const withSet = (usual: Quota, { versionsPerDay, openEntries, storedBytes }: SetQuota): Quota => ({
  versionsPerDay: versionsPerDay === undefined ? usual.versionsPerDay : versionsPerDay,
  openEntries: openEntries === undefined ? usual.openEntries : openEntries,
  storedBytes: storedBytes === undefined ? usual.storedBytes : storedBytes,
});

export type Limits = Pick<QuotaView, "quota" | "set" | "used">;

const dayMilliseconds = 86_400_000;
const dayOf = (now: number): number => Math.floor(now / dayMilliseconds);

/** Entries of a user that have trials to run. */
const openEntriesOf = (user: string): SQL<number> => sql<number>`(
  SELECT count(*) FROM entries WHERE owner = ${user} AND finished_at IS NULL AND cancelled_at IS NULL)`;

/** What a user may have and has. Throws a 404 problem where there is no such user. */
export async function quotaOf(
  database: Database,
  env: Bindings,
  user: string,
  now: number,
): Promise<QuotaView> {
  const [row] = await database
    .select({
      isAdmin: users.isAdmin,
      set: users.quota,
      day: usage.day,
      versions: usage.versions,
      bytes: usage.bytes,
      open: openEntriesOf(user),
    })
    .from(users)
    .leftJoin(usage, eq(usage.user, users.name))
    .where(eq(users.name, user));
  if (row === undefined) throw notFound("user", user, "GET /v1/tokens");
  const set = row.set ?? {};
  return {
    user,
    quota: row.isAdmin ? unlimited : withSet(usualQuota(env), set),
    set,
    used: {
      versionsPerDay: row.day === dayOf(now) ? (row.versions ?? 0) : 0,
      openEntries: row.open,
      storedBytes: row.bytes ?? 0,
    },
  };
}

/** The limits of who asks; an admin, or an admin's token, has none. */
export async function limitsOf(
  database: Database,
  env: Bindings,
  actor: Actor,
  now: number,
): Promise<Limits> {
  const limits = await quotaOf(database, env, actor.user, now);
  return isAdmin(actor) ? { ...limits, quota: unlimited } : limits;
}

/** Throws where one more of each that is wanted is above the quota. It spares work: the batch that uses the quota decides. */
export function refuseAboveQuota(
  { quota, used }: Limits,
  wanted: Partial<Record<keyof Quota, number>>,
  now: number,
): void {
  for (const name of ["storedBytes", "versionsPerDay", "openEntries"] as const) {
    const most = quota[name];
    const more = wanted[name];
    if (most !== null && more !== undefined && used[name] + more > most) {
      throw aboveQuota[name](most, used[name], now);
    }
  }
}

const askAdmin = "or ask an admin of this deployment for more";

const aboveQuota: Record<keyof Quota, (most: number, used: number, now: number) => ApiProblem> = {
  storedBytes: (most, used) =>
    new ApiProblem(403, "quota-bytes", {
      title: "Your storage is used up.",
      detail: `You may have ${formatLimit(most)} stored here, and have ${formatLimit(used)}.`,
      solution: `What is stored is kept for good: send less, ${askAdmin}.`,
    }),
  versionsPerDay: (most, used, now) => {
    const seconds = Math.ceil(((dayOf(now) + 1) * dayMilliseconds - now) / 1000);
    return new ApiProblem(
      429,
      "quota-versions",
      {
        title: "You have uploaded as many versions as one may in a day.",
        detail: `At most ${most} are taken of one user from midnight to midnight, in UTC; you have uploaded ${used}.`,
        solution: `Upload again in ${Math.ceil(seconds / 60)} min, ${askAdmin}. \`steepest check\` and \`steepest run\` need no upload.`,
      },
      { "retry-after": String(seconds) },
    );
  },
  openEntries: (most, used) =>
    new ApiProblem(
      429,
      "quota-entries",
      {
        title: "You have as many open entries as one may have.",
        detail: `At most ${most} entries of one user may have trials to run; you have ${used}.`,
        solution: `Wait until one has ended, cancel one (DELETE /v1/entries/:id), ${askAdmin}.`,
      },
      { "retry-after": "600" },
    ),
};

const atMost = (value: SQL | number, most: number | null): SQL<number> =>
  sql<number>`CASE WHEN ${value} <= ${most ?? Number.MAX_SAFE_INTEGER} THEN ${value} END`;

/**
 * A statement that counts what is used, in the batch that uses it. Above the quota the columns, which take no NULL, refuse it and with it the whole batch: so of
 * two requests at once only one gets what is left.
 */
export function useQuota(
  database: Database,
  user: string,
  { quota }: Limits,
  { versions = 0, bytes }: { readonly versions?: number; readonly bytes: number },
  now: number,
) {
  const ofDay = sql`CASE WHEN ${usage.day} = excluded.day THEN ${usage.versions} ELSE 0 END + ${versions}`;
  const versionsPerDay = versions === 0 ? null : quota.versionsPerDay;
  return database
    .insert(usage)
    .values({
      user,
      day: dayOf(now),
      versions: atMost(versions, versionsPerDay),
      bytes: atMost(bytes, quota.storedBytes),
    })
    .onConflictDoUpdate({
      target: usage.user,
      set: {
        versions: atMost(sql`(${ofDay})`, versionsPerDay),
        day: sql`excluded.day`,
        bytes: atMost(sql`(${usage.bytes} + ${bytes})`, quota.storedBytes),
      },
    });
}

/** The value, or NULL where the user has as many open entries as they may, or is gone by now: a column that takes no NULL refuses the entry then. */
export const withinOpenEntries = (user: string, { quota }: Limits, value: number): SQL<number> =>
  sql<number>`CASE WHEN ${openEntriesOf(user)} < ${quota.openEntries ?? Number.MAX_SAFE_INTEGER}
    AND EXISTS (SELECT 1 FROM users WHERE name = ${user}) THEN ${value} END`;
