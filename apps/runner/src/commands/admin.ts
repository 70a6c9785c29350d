import type { AdminQueue, EventView } from "@steepest/core/schema/api/admin.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { type CommandGroup, defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { printable } from "../terminal/printable.ts";
import { printJson } from "../terminal/printJson.ts";
import { type Column, renderTable } from "../terminal/renderTable.ts";

const common = { ...apiOptions, ...jsonOption };
const reasonOption = {
  reason: { type: "string", required: true, valueHint: "text", description: "Why (at least 3 characters)" },
} as const;

/** A list that operators look at: its rows as a table. */
const listOf = <Row>(
  meta: { readonly name: string; readonly description: string },
  columns: readonly Column[],
  read: (client: Client) => Promise<readonly Row[]>,
  cells: (row: Row) => readonly (string | number | null)[],
) =>
  defineCommand({
    meta,
    args: common,
    async run({ args, io }) {
      const rows = await read(connect(args, io).client);
      io.out(args.json ? printJson(rows) : tableOf(columns, rows.map(cells)));
      return exitCode.ok;
    },
  });

const tableOf = (
  columns: readonly Column[],
  rows: readonly (readonly (string | number | null)[])[],
): string =>
  rows.length === 0
    ? "none\n"
    : renderTable(
        columns,
        rows.map((row) => row.map((cell) => (cell === null ? "" : printable(String(cell))))),
      );

/** Something that is done to one thing, named first. */
const actionOn = (
  what: string,
  meta: { readonly name: string; readonly description: string },
  act: (client: Client, id: string) => Promise<unknown>,
) =>
  defineCommand({
    meta,
    args: { id: { type: "positional", required: true, description: what }, ...common },
    async run({ args, io }) {
      await act(connect(args, io).client, args.id);
      io.out(
        args.json ? printJson({ id: args.id, action: meta.name }) : `${meta.name}: ${printable(args.id)}\n`,
      );
      return exitCode.ok;
    },
  });

/** The same, with a reason. */
const reasonedActionOn = (
  what: string,
  meta: { readonly name: string; readonly description: string },
  act: (client: Client, id: string, reason: string) => Promise<unknown>,
) =>
  defineCommand({
    meta,
    args: { id: { type: "positional", required: true, description: what }, ...reasonOption, ...common },
    async run({ args, io }) {
      await act(connect(args, io).client, args.id, args.reason);
      io.out(
        args.json ? printJson({ id: args.id, action: meta.name }) : `${meta.name}: ${printable(args.id)}\n`,
      );
      return exitCode.ok;
    },
  });

const right = (title: string): Column => ({ title, align: "right" });
const left = (...titles: string[]): Column[] => titles.map((title) => ({ title }));

const queue = defineCommand({
  meta: { name: "queue", description: "What waits, for how long, and why nothing moves" },
  args: common,
  async run({ args, io }) {
    const found = await connect(args, io).client.adminQueue();
    io.out(args.json ? printJson(found) : renderQueue(found));
    return exitCode.ok;
  },
});

const renderQueue = ({ classes, entries }: AdminQueue): string =>
  [
    tableOf(
      [
        ...left("class"),
        ...["queued", "leased", "quarantined", "runners", "oldest"].map(right),
        ...left("why nothing moves"),
      ],
      classes.map((row) => [
        ...[row.hardwareClass, row.queued, row.leased, row.quarantined, row.runnersUp],
        row.oldestSeconds === null ? null : ageOf(row.oldestSeconds),
        row.reason,
      ]),
    ),
    tableOf(
      [
        ...left("entry", "submission", "owner", "board"),
        ...["done", "leased", "quarantined"].map(right),
        ...left("since"),
      ],
      entries.map((entry) => [
        ...[entry.id, entry.submission, entry.owner, entry.board, `${entry.finished}/${entry.planned}`],
        ...[entry.leased, entry.quarantined, entry.createdAt],
      ]),
    ),
  ].join("\n");

/** Seconds as an operator says them. */
export function ageOf(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

const trials = defineCommand({
  meta: { name: "trials", description: "Trials that are stuck (default), quarantined or leased" },
  args: {
    state: {
      type: "enum",
      options: ["stuck", "quarantined", "leased"],
      default: "stuck",
      description: "Which",
    },
    ...common,
  },
  async run({ args, io }) {
    const rows = await connect(args, io).client.adminTrials(args.state);
    const cells = rows.map((row) => [
      ...[row.id, row.submission, `${row.workload} ${row.study}.${row.trial}`, row.status, row.crashes],
      ...[row.runner, row.leasedAt, row.reason],
    ]);
    const columns = [
      ...left("trial", "submission", "workload", "status"),
      right("crashes"),
      ...left("runner", "leased", "reason"),
    ];
    io.out(args.json ? printJson(rows) : tableOf(columns, cells));
    return exitCode.ok;
  },
});

const audits = defineCommand({
  meta: {
    name: "audits",
    description: "Audits that mismatched (default), are open, matched or were given up",
  },
  args: {
    state: {
      type: "enum",
      options: ["mismatch", "open", "match", "unfinished"],
      default: "mismatch",
      description: "Which",
    },
    ...common,
  },
  async run({ args, io }) {
    const rows = await connect(args, io).client.adminAudits(args.state);
    const cells = rows.map((row) => [
      ...[row.trial, row.submission, row.workload, row.reason, row.status, row.owner],
      ...[row.endedAt, row.differences.map(({ path }) => path).join(", ")],
    ]);
    const columns = left(
      "trial",
      "submission",
      "workload",
      "asked for",
      "status",
      "audited by",
      "ended",
      "differs in",
    );
    io.out(args.json ? printJson(rows) : tableOf(columns, cells));
    return exitCode.ok;
  },
});

const filter = (description: string) => ({ type: "string", valueHint: "text", description }) as const;

const events = defineCommand({
  meta: { name: "events", description: "What happened, the latest first" },
  args: {
    kind: filter("Only those of a kind, such as trial-quarantined"),
    entry: filter("Only those of an entry"),
    trial: filter("Only those of a trial"),
    runner: filter("Only those of a runner, by its id"),
    user: filter("Only what a user did"),
    before: filter("Only those before the event of this number"),
    limit: { type: "string", valueHint: "number", description: "How many (default 50, at most 500)" },
    ...common,
  },
  async run({ args, io }) {
    const limit = numberOption("limit", args.limit, { min: 1, max: 500 }) ?? 50;
    const { kind, entry, trial, runner, user, before } = args;
    const given = Object.entries({ kind, entry, trial, runner, user, before }).filter(
      ([, value]) => value !== undefined,
    );
    const rows = await connect(args, io).client.events({
      ...Object.fromEntries(given),
      limit: String(limit),
    });
    io.out(
      args.json
        ? printJson(rows)
        : tableOf([right("number"), ...left("when", "what", "of", "detail")], rows.map(eventCells)),
    );
    return exitCode.ok;
  },
});

const eventCells = ({ id, at, kind, user, entry, trial, runner, attempt, detail }: EventView) => [
  id,
  at,
  kind,
  [
    ...(user === null ? [] : [`user ${user}`]),
    ...(trial !== null ? [`trial ${trial}`] : entry !== null ? [`entry ${entry}`] : []),
    ...(attempt === null ? [] : [`attempt ${attempt}`]),
    ...(runner === null ? [] : [`runner ${runner}`]),
  ].join(", "),
  detail,
];

const collect = defineCommand({
  meta: {
    name: "collect",
    description: "Find objects of the store that no row names; with --delete remove them",
  },
  args: {
    delete: { type: "boolean", description: "Delete what is found, instead of counting it" },
    after: filter("Go on where an earlier run was stopped"),
    ...common,
  },
  async run({ args, io }) {
    const { client } = connect(args, io);
    const total = { looked: 0, orphans: 0, bytes: 0, deleted: args.delete === true };
    for (let after: string | null | undefined = args.after; after !== null; ) {
      const page = await client.orphans({ delete: total.deleted, ...(after === undefined ? {} : { after }) });
      total.looked += page.looked;
      total.orphans += page.orphans;
      total.bytes += page.bytes;
      after = page.after;
      if (after !== null && !args.json)
        io.err(`${total.looked} objects; to go on from here: --after ${printable(after)}\n`);
    }
    io.out(
      args.json
        ? printJson(total)
        : `${total.orphans} of ${total.looked} objects ${total.deleted ? "were orphans and are deleted" : "are orphans"}, ${total.bytes} bytes\n`,
    );
    return exitCode.ok;
  },
});

const ofRunner = "a runner's name or id";

export const admin: CommandGroup = {
  meta: {
    name: "admin",
    description: "For operators: queue, trials, runners, users, entries, audits, events",
  },
  default: "queue",
  subCommands: {
    queue,
    trials,
    requeue: actionOn(
      "a quarantined trial",
      { name: "requeue", description: "Queue a quarantined trial again" },
      (client, id) => client.requeueTrial(id),
    ),
    "give-up": reasonedActionOn(
      "a trial",
      { name: "give-up", description: "Quarantine a trial that waits or runs" },
      (client, id, reason) => client.giveUpTrial(id, reason),
    ),
    runners: listOf(
      { name: "runners", description: "Runners, their state and what they hold" },
      [...left("runner", "owner", "class", "state"), right("holds"), ...left("last seen", "why")],
      (client) => client.adminRunners(),
      (row) => [row.name, row.owner, row.hardwareClass, row.state, row.holds, row.lastSeenAt, row.reason],
    ),
    drain: actionOn(
      ofRunner,
      { name: "drain", description: "Let a runner end what it has, and give it nothing new" },
      (client, id) => client.actOnRunner(id, { action: "drain" }),
    ),
    resume: actionOn(
      ofRunner,
      { name: "resume", description: "Give a drained runner trials again" },
      (client, id) => client.actOnRunner(id, { action: "resume" }),
    ),
    ban: reasonedActionOn(
      ofRunner,
      { name: "ban", description: "Refuse a runner, and queue again what it holds" },
      (client, id, reason) => client.actOnRunner(id, { action: "ban", reason }),
    ),
    unban: actionOn(ofRunner, { name: "unban", description: "Take a banned runner back" }, (client, id) =>
      client.actOnRunner(id, { action: "unban" }),
    ),
    users: listOf(
      { name: "users", description: "Users, and what they have" },
      [
        ...left("user", "role"),
        ...["submissions", "open entries", "runners", "tokens"].map(right),
        ...left("since", "banned"),
      ],
      (client) => client.adminUsers(),
      (row) => [
        ...[row.name, row.isAdmin ? "admin" : "", row.submissions, row.openEntries, row.runners, row.tokens],
        ...[row.createdAt, row.reason],
      ],
    ),
    "ban-user": reasonedActionOn(
      "a user",
      { name: "ban-user", description: "Refuse a user's tokens and sessions" },
      (client, id, reason) => client.actOnUser(id, { action: "ban", reason }),
    ),
    "unban-user": actionOn(
      "a user",
      { name: "unban-user", description: "Take a banned user back" },
      (client, id) => client.actOnUser(id, { action: "unban" }),
    ),
    hide: actionOn(
      "an entry",
      { name: "hide", description: "Hide an entry from everybody but its owner" },
      (client, id) => client.hideEntry(id),
    ),
    show: actionOn("an entry", { name: "show", description: "Show a hidden entry again" }, (client, id) =>
      client.showEntry(id),
    ),
    audits,
    events,
    collect,
  },
};
