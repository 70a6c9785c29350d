import type { AdminQueue, EventView } from "@steepest/core/schema/api/admin.ts";
import { connect } from "../cli/apiOptions.ts";
import { defineCommand } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { printJson } from "../terminal/printJson.ts";
import { common, left, right, tableOf } from "./adminParts.ts";

export const queue = defineCommand({
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
function ageOf(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

export const trials = defineCommand({
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

export const audits = defineCommand({
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

export const filter = (description: string) => ({ type: "string", valueHint: "text", description }) as const;

export const events = defineCommand({
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
