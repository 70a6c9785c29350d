import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

export const challenge = defineCommand({
  meta: {
    name: "challenge",
    description: "Ask a platform for an audit of a trial, once a day per board",
  },
  args: {
    trial: { type: "positional", required: true, description: "the trial's id, as its page shows it" },
    ...apiOptions,
    ...jsonOption,
  },
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const trial = await client.challenge(args.trial);
    const page = `${api}/trials/${trial.id}`;
    if (args.json) io.out(printJson({ trial: trial.id, trust: trial.trust, audits: trial.audits, page }));
    else io.out(`A runner of another owner will run it again; what comes of it is at ${page}\n`);
    return exitCode.ok;
  },
});
