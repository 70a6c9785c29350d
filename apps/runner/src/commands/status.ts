import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { queueLines } from "../submit/queueLines.ts";
import { printJson } from "../terminal/printJson.ts";

export const status = defineCommand({
  meta: {
    name: "status",
    description: "Say how far an entry is, its place in the queue, and when it should end",
  },
  args: {
    entry: {
      type: "positional",
      required: true,
      description: "the entry's id, as `submit` and its page show it",
    },
    ...apiOptions,
    ...jsonOption,
  },
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const entry = await client.entry(args.entry);
    const page = `${api}/entries/${entry.id}`;
    const { submission, board, trials } = entry;
    if (args.json) {
      const queue = entry.finishedAt === null ? await client.queue(entry.id) : null;
      io.out(printJson({ entry: entry.id, submission, board, status: entry.status, trials, queue, page }));
      return exitCode.ok;
    }
    io.out(
      `${submission} on ${board} is ${entry.status}: ${trials.finished} of ${trials.total} trials have ended, ${trials.running} run   ${page}\n`,
    );
    for (const line of await queueLines(client, entry)) io.out(`${line}\n`);
    return exitCode.ok;
  },
});
