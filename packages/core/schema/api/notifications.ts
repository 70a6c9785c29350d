import { z } from "zod";

/** What one can be told of: of one's entries, that they have ended, that somebody challenged them and what came of it, that something of them is void. */
export const notifiedKinds = ["finished", "challenged", "voided"] as const;
const kindSchema = z.enum(notifiedKinds);
export type NotifiedKind = z.infer<typeof kindSchema>;

/** One notification by one way, and what has become of it. */
export const notificationSchema = z.object({
  id: z.string(),
  by: z.enum(["mail", "webhook"]),
  kind: z.enum([...notifiedKinds, "test"]),
  entry: z.string().nullable(),
  trial: z.string().nullable(),
  detail: z.string(),
  at: z.iso.datetime(),
  /** Waiting for its first or next attempt, delivered, or given up after the last. */
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.int().nonnegative(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  /** Of the next attempt. */
  nextAt: z.iso.datetime().nullable(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** GET /v1/me/notifications */
export const notificationSettingsSchema = z.object({
  kinds: z.array(kindSchema),
  mail: z.boolean(),
  /** Whether mail can be sent to this user: the platform sends mail, and knows an address that they have proven to be theirs. */
  canMail: z.boolean(),
  webhook: z.object({ url: z.string() }).nullable(),
  /** Shown only by the answer that follows a new address or `newSecret`: what deliveries are signed with. */
  secret: z.string().nullable(),
  /** The latest, newest first. */
  latest: z.array(notificationSchema),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

/** POST /v1/me/notifications: what is left out stays as it is. */
export const setNotificationsSchema = z.strictObject({
  kinds: z.array(kindSchema).max(notifiedKinds.length).optional(),
  mail: z.boolean().optional(),
  webhook: z
    .strictObject({ url: z.string().trim().min(1).max(500) })
    .nullable()
    .optional(),
  /** Replaces the secret that deliveries are signed with. */
  newSecret: z.boolean().optional(),
});
export type SetNotifications = z.input<typeof setNotificationsSchema>;

/** What a webhook is sent. */
export interface NotificationBody {
  readonly format: "steepest-notification/1";
  /** The same in every attempt: what has come twice is known by it. */
  readonly id: string;
  readonly kind: NotifiedKind | "test";
  readonly at: string;
  readonly submission: string | null;
  readonly board: string | null;
  readonly entry: string | null;
  readonly trial: string | null;
  readonly detail: string;
  /** Where it can be looked at; null where the platform does not know its own address (`STEEPEST_URL`). */
  readonly url: string | null;
}
