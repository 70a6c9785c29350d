import { bytesToHex } from "@noble/hashes/utils.js";
import {
  type NotificationSettings,
  type NotificationView,
  notifiedKinds,
  type SetNotifications,
} from "@steepest/core/schema/api/notifications.ts";
import { desc, eq, sql } from "drizzle-orm";
import type { Bindings } from "../bindings.ts";
import { insertFrom } from "../database/insertFrom.ts";
import { notificationSettings, notifications } from "../database/notificationTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { isoDate } from "../http/isoDate.ts";
import { outgoingMail, provenAddress, webhookRules } from "./deliverDue.ts";
import { webhookAddress } from "./webhookAddress.ts";

const shown = 20;
/** Between two tests of one user: each calls a stranger's server. */
const testMilliseconds = 60_000;

/** How a user is told, and what has become of the latest. `secret` only where it was made just now. */
export async function readNotifications(
  database: Database,
  env: Bindings,
  user: string,
  secret: string | null = null,
): Promise<NotificationSettings> {
  const [row] = await database.select().from(notificationSettings).where(eq(notificationSettings.user, user));
  const latest = await database
    .select()
    .from(notifications)
    .where(eq(notifications.user, user))
    .orderBy(desc(notifications.at))
    .limit(shown);
  return {
    kinds: [...(row?.kinds ?? notifiedKinds)],
    mail: row?.byMail ?? false,
    canMail: await canMail(database, env, user),
    webhook: row?.webhookUrl == null ? null : { url: row.webhookUrl },
    secret,
    latest: latest.map(notificationView),
  };
}

function notificationView(row: typeof notifications.$inferSelect): NotificationView {
  const { id, by, kind, entry, trial, detail, attempts, error, deliveredAt, dueAt } = row;
  const state = deliveredAt !== null ? "delivered" : dueAt === null ? "failed" : "waiting";
  return {
    id,
    by,
    kind,
    entry,
    trial,
    detail,
    attempts,
    error,
    state,
    at: isoDate(row.at),
    nextAt: isoDate(dueAt),
  };
}

async function canMail(database: Database, env: Bindings, user: string): Promise<boolean> {
  if (outgoingMail(env) === null) return false;
  const [found] = await database.all<{ email: string | null }>(
    sql`SELECT ${provenAddress(sql`${user}`)} AS email`,
  );
  return found?.email != null;
}

/** Changes how a user is told. Throws a problem where mail or the webhook cannot be. */
export async function setNotifications(
  database: Database,
  env: Bindings,
  user: string,
  { kinds, mail, webhook, newSecret }: SetNotifications,
): Promise<NotificationSettings> {
  if (mail === true && !(await canMail(database, env, user))) {
    throw new ApiProblem(409, "no-mail", {
      title: "No mail can be sent to you.",
      detail: "This platform sends none, or knows no address that you have shown to be yours.",
      solution: "Sign in by mail or by GitHub with a verified address, or use a webhook.",
    });
  }
  const url = webhook == null ? null : webhookAddress(webhook.url, webhookRules(env)).href;
  const [before] = await database
    .select()
    .from(notificationSettings)
    .where(eq(notificationSettings.user, user));
  const nextUrl = webhook === undefined ? (before?.webhookUrl ?? null) : url;
  // Another receiver is not to have the secret of the last one.
  const isNew = nextUrl !== null && (newSecret === true || nextUrl !== before?.webhookUrl);
  const secret = isNew ? `whs_${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}` : null;
  const row = {
    kinds: [...new Set(kinds ?? before?.kinds ?? notifiedKinds)],
    byMail: mail ?? before?.byMail ?? false,
    webhookUrl: nextUrl,
    webhookSecret: nextUrl === null ? null : (secret ?? before?.webhookSecret ?? null),
  };
  await database
    .insert(notificationSettings)
    .values({ user, ...row })
    .onConflictDoUpdate({ target: notificationSettings.user, set: row });
  return readNotifications(database, env, user, secret);
}

/** Sends a test by each way that the user wants, with the next that is due. */
export async function testNotifications(database: Database, user: string, now: number): Promise<void> {
  const made = await insertFrom(
    database,
    notifications,
    {
      id: sql`'n' || lower(hex(randomblob(8)))`,
      user: sql`wanted.user`,
      by: sql`way.value`,
      kind: "test",
      subject: sql`wanted.user`,
      detail: "As you asked: this is how you are told.",
      at: now,
      dueAt: now,
    },
    sql`FROM notification_settings AS wanted
      CROSS JOIN json_each('["mail","webhook"]') AS way
        ON CASE way.value WHEN 'mail' THEN wanted.by_mail ELSE wanted.webhook_url IS NOT NULL END
      WHERE wanted.user = ${user} AND NOT EXISTS (
        SELECT 1 FROM notifications AS last WHERE last.user = wanted.user AND last.at > ${now - testMilliseconds} AND last.kind = 'test')`,
  ).returning({ id: notifications.id });
  if (made.length > 0) return;
  const [row] = await database.select().from(notificationSettings).where(eq(notificationSettings.user, user));
  if (row === undefined || (!row.byMail && row.webhookUrl === null)) {
    throw new ApiProblem(409, "nothing-to-test", {
      title: "You are told by nothing yet.",
      detail: "Neither mail nor a webhook is set.",
      solution: "Set one first: POST /v1/me/notifications, or the page /account.",
    });
  }
  throw new ApiProblem(
    429,
    "tested-just-now",
    {
      title: "A test was sent just now.",
      detail: "One a minute.",
      solution: "Look at GET /v1/me/notifications for what became of it.",
    },
    { "retry-after": String(testMilliseconds / 1000) },
  );
}

/** Forgets what was told before a time. */
export const forgetNotifications = (database: Database, before: number) =>
  database
    .delete(notifications)
    .where(sql`id IN (SELECT id FROM notifications WHERE at < ${before} ORDER BY at LIMIT 2000)`);
