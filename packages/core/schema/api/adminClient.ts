import { z } from "zod";
import {
  type AdminAudit,
  type AdminQueue,
  type AdminRunner,
  type AdminTrial,
  type AdminUser,
  adminAuditSchema,
  adminQueueSchema,
  adminRunnerSchema,
  adminTrialSchema,
  adminUserSchema,
  type EventView,
  eventSchema,
  type Orphans,
  orphansSchema,
  type RunnerAction,
  type UserAction,
} from "./admin.ts";
import { at, query, type Transport } from "./transport.ts";

export interface EventFilter {
  readonly kind?: string;
  readonly entry?: string;
  readonly trial?: string;
  readonly runner?: string;
  readonly user?: string;
  readonly limit?: string;
  /** Only those before the event of this id. */
  readonly before?: string;
}

/** The client's part for operators. */
export interface AdminClient {
  adminQueue(): Promise<AdminQueue>;
  adminTrials(state: "stuck" | "quarantined" | "leased"): Promise<AdminTrial[]>;
  giveUpTrial(trial: string, reason: string): Promise<void>;
  adminRunners(): Promise<AdminRunner[]>;
  actOnRunner(idOrName: string, action: RunnerAction): Promise<void>;
  adminUsers(filter?: { readonly after?: string }): Promise<AdminUser[]>;
  actOnUser(name: string, action: UserAction): Promise<void>;
  hideEntry(id: string): Promise<void>;
  showEntry(id: string): Promise<void>;
  adminAudits(state: "open" | "mismatch" | "match" | "unfinished"): Promise<AdminAudit[]>;
  events(filter?: EventFilter): Promise<EventView[]>;
  /** Looks for objects of the bucket that no row names, a page at a time. */
  orphans(options?: { readonly after?: string; readonly delete?: boolean }): Promise<Orphans>;
}

export const createAdminClient = ({ request, call }: Transport): AdminClient => ({
  adminQueue: () => call(adminQueueSchema, "GET", "/admin/queue"),
  adminTrials: (state) => call(z.array(adminTrialSchema), "GET", `/admin/trials${query({ state })}`),
  async giveUpTrial(trial, reason) {
    await request("POST", at`/admin/trials/${trial}/give-up`, { reason });
  },
  adminRunners: () => call(z.array(adminRunnerSchema), "GET", "/admin/runners"),
  async actOnRunner(runner, action) {
    await request("POST", at`/admin/runners/${runner}`, action);
  },
  adminUsers: (filter = {}) => call(z.array(adminUserSchema), "GET", `/admin/users${query({ ...filter })}`),
  async actOnUser(name, action) {
    await request("POST", at`/admin/users/${name}`, action);
  },
  async hideEntry(id) {
    await request("POST", at`/admin/entries/${id}`, { action: "hide" });
  },
  async showEntry(id) {
    await request("POST", at`/admin/entries/${id}`, { action: "show" });
  },
  adminAudits: (state) => call(z.array(adminAuditSchema), "GET", `/admin/audits${query({ state })}`),
  events: (filter = {}) => call(z.array(eventSchema), "GET", `/events${query({ ...filter })}`),
  orphans: (options = {}) => call(orphansSchema, "POST", "/admin/orphans", options),
});
