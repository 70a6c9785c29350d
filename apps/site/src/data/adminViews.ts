import type { Client } from "@steepest/core/schema/api/client.ts";

/** What a form of /admin can do to a row. */
export interface RowAction {
  readonly action: string;
  readonly label: string;
  /** What it is done to. */
  readonly id: string;
  /** It is asked why. */
  readonly needsReason?: true;
}

type Cell = string | number | null | { readonly href: string; readonly text: string };

export interface AdminTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly actions: readonly RowAction[] }[];
}

/** The parts of /admin, as its navigation has them. */
export const adminViews = {
  queue: "Queue",
  trials: "Trials",
  runners: "Runners",
  users: "Users",
  entries: "Entries",
  audits: "Audits",
  events: "Events",
} as const;
export type AdminView = keyof typeof adminViews;

export const isAdminView = (name: string): name is AdminView => name in adminViews;

const minutes = (time: string | null): string | null =>
  time === null ? null : `${time.slice(0, 16).replace("T", " ")}`;
const entryLink = (id: string, text = id): Cell => ({ href: `/entries/${id}`, text });
const trialLink = (id: string): Cell => ({ href: `/trials/${id}`, text: id });

/** The tables of a part of /admin. */
export async function adminTables(
  client: Client,
  view: AdminView,
  query: URLSearchParams,
): Promise<AdminTable[]> {
  switch (view) {
    case "queue":
      return queueTables(client);
    case "trials":
      return Promise.all(
        (["stuck", "quarantined", "leased"] as const).map(async (state) => trialTable(client, state)),
      );
    case "runners":
      return [await runnerTable(client)];
    case "users":
      return [await userTable(client)];
    case "entries":
      return Promise.all([entryTable(client), voidTable(client)]);
    case "audits":
      return Promise.all(
        (["mismatch", "open", "unfinished"] as const).map((state) => auditTable(client, state)),
      );
    case "events":
      return [await eventTable(client, query)];
  }
}

async function queueTables(client: Client): Promise<AdminTable[]> {
  const { classes, entries } = await client.adminQueue();
  return [
    {
      title: "Hardware classes",
      columns: [
        "Class",
        "Queued",
        "Leased",
        "Quarantined",
        "Runners up",
        "Oldest, hours",
        "Why nothing moves",
      ],
      rows: classes.map((row) => ({
        cells: [
          ...[row.hardwareClass, row.queued, row.leased, row.quarantined, row.runnersUp],
          ...[row.oldestSeconds === null ? null : Number((row.oldestSeconds / 3600).toFixed(1)), row.reason],
        ],
        actions: [],
      })),
    },
    {
      title: "Open entries, the oldest first",
      columns: ["Submission", "Owner", "Board", "Done", "Leased", "Quarantined", "Since"],
      rows: entries.map((entry) => ({
        cells: [
          ...[entryLink(entry.id, entry.submission), entry.owner, entry.board],
          ...[
            `${entry.finished} of ${entry.planned}`,
            entry.leased,
            entry.quarantined,
            minutes(entry.createdAt),
          ],
        ],
        actions: [],
      })),
    },
  ];
}

async function trialTable(client: Client, state: "stuck" | "quarantined" | "leased"): Promise<AdminTable> {
  const rows = await client.adminTrials(state);
  return {
    title: { stuck: "Stuck", quarantined: "Quarantined", leased: "Leased" }[state],
    columns: ["Trial", "Submission", "Status", "Lost leases", "Runner", "Leased", "Reason"],
    rows: rows.map((row) => ({
      cells: [
        ...[trialLink(row.id), entryLink(row.entry, row.submission), row.status, row.crashes, row.runner],
        ...[minutes(row.leasedAt), row.reason],
      ],
      actions: [
        state === "quarantined"
          ? { action: "requeue", label: "Requeue", id: row.id }
          : { action: "give-up", label: "Give up", id: row.id, needsReason: true },
      ],
    })),
  };
}

async function runnerTable(client: Client): Promise<AdminTable> {
  const rows = await client.adminRunners();
  return {
    title: "Runners, the last seen first",
    columns: ["Runner", "Owner", "Class", "State", "Holds", "Last seen", "Why"],
    rows: rows.map((row) => ({
      cells: [
        ...[row.name, row.owner, row.hardwareClass, row.state, row.holds],
        ...[minutes(row.lastSeenAt), row.reason],
      ],
      actions: [
        row.state === "draining"
          ? { action: "resume", label: "Resume", id: row.id }
          : { action: "drain", label: "Drain", id: row.id },
        row.state === "banned"
          ? { action: "unban", label: "Unban", id: row.id }
          : { action: "ban", label: "Ban", id: row.id, needsReason: true },
      ],
    })),
  };
}

async function userTable(client: Client): Promise<AdminTable> {
  const rows = await client.adminUsers();
  return {
    title: "Users",
    columns: ["User", "Role", "Submissions", "Open entries", "Runners", "Tokens", "Since", "Banned"],
    rows: rows.map((row) => ({
      cells: [
        ...[row.name, row.isAdmin ? "admin" : null, row.submissions, row.openEntries, row.runners],
        ...[row.tokens, minutes(row.createdAt), row.reason],
      ],
      actions: row.isAdmin
        ? []
        : [
            row.bannedAt === null
              ? { action: "ban-user", label: "Ban", id: row.name, needsReason: true }
              : { action: "unban-user", label: "Unban", id: row.name },
          ],
    })),
  };
}

async function entryTable(client: Client): Promise<AdminTable> {
  const rows = await client.entries();
  return {
    title: "Entries, the latest first",
    columns: ["Submission", "Board", "Status", "Entered", "Seen by", "Void because"],
    rows: rows.map((row) => ({
      cells: [
        ...[entryLink(row.id, row.submission), row.board, row.status, minutes(row.createdAt)],
        ...[row.private ? "its owner" : "everybody", row.voided?.reason ?? null],
      ],
      actions: [
        // Of one that its owner keeps private this shows nothing to anybody.
        row.private
          ? { action: "show", label: "Show if hidden", id: row.id }
          : { action: "hide", label: "Hide", id: row.id },
        ...(row.voided === null
          ? [{ action: "void", label: "Void", id: row.id, needsReason: true } as const]
          : []),
      ],
    })),
  };
}

async function voidTable(client: Client): Promise<AdminTable> {
  const rows = await client.voids();
  return {
    title: "Voids",
    columns: ["What", "Reason", "By", "Since", "Lifted"],
    rows: rows.map((row) => ({
      cells: [
        `${row.kind} ${row.subject}`,
        row.reason,
        row.by ?? "an audit",
        minutes(row.at),
        minutes(row.liftedAt),
      ],
      actions: row.liftedAt === null ? [{ action: "lift", label: "Lift", id: String(row.id) }] : [],
    })),
  };
}

async function auditTable(client: Client, state: "mismatch" | "open" | "unfinished"): Promise<AdminTable> {
  const rows = await client.adminAudits(state);
  return {
    title: { mismatch: "Mismatched", open: "Open", unfinished: "Given up" }[state],
    columns: ["Trial", "Submission", "Asked for", "Status", "Audited by", "Ended", "Differs in"],
    rows: rows.map((row) => ({
      cells: [
        ...[trialLink(row.trial), entryLink(row.entry, row.submission), row.reason, row.status, row.owner],
        ...[minutes(row.endedAt), row.differences.map(({ path }) => path).join(", ")],
      ],
      actions: [],
    })),
  };
}

/** What the form above the events narrows them by. */
export const eventFilters = ["kind", "entry", "trial", "runner", "user"] as const;

async function eventTable(client: Client, query: URLSearchParams): Promise<AdminTable> {
  const given = [...eventFilters, "before"].flatMap((name) => {
    const value = query.get(name)?.trim();
    return value ? [[name, value]] : [];
  });
  const rows = await client.events(Object.fromEntries(given));
  return {
    title: "Events, the latest first",
    columns: ["Number", "When", "What", "User", "Trial or entry", "Attempt", "Detail"],
    rows: rows.map((row) => ({
      cells: [
        ...[row.id, minutes(row.at), row.kind, row.user],
        row.trial !== null ? trialLink(row.trial) : row.entry !== null ? entryLink(row.entry) : null,
        ...[row.attempt, row.detail],
      ],
      actions: [],
    })),
  };
}
