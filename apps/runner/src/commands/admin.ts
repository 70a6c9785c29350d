import { printable } from "@steepest/base/printable.ts";
import { audits, events, filter, queue, trials } from "../admin/adminLists.ts";
import { actionOn, common, left, listOf, reasonedActionOn, right } from "../admin/adminParts.ts";
import { connect } from "../cli/apiOptions.ts";
import { type CommandGroup, defineCommand } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

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
