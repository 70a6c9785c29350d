import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

const ofOneResult = {
  id: { type: "positional", required: true, description: "the result's id: the end of its page's address" },
  ...apiOptions,
  ...jsonOption,
} as const;

export const publishResult = defineCommand({
  meta: { name: "publish", description: "Show one of your private results to everybody, for good" },
  args: ofOneResult,
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const result = await client.publishLabResult(args.id);
    if (args.json) io.out(printJson(result));
    else io.out(`${args.id} is everybody's: ${api}/lab/${args.id}\n`);
    return exitCode.ok;
  },
});

export const deleteResult = defineCommand({
  meta: { name: "delete", description: "Delete one of your uploaded results, for good" },
  args: ofOneResult,
  async run({ args, io }) {
    const { client } = connect(args, io);
    await client.deleteLabResult(args.id);
    if (args.json) io.out(printJson({ deleted: args.id }));
    else io.out(`${args.id} is deleted.\n`);
    return exitCode.ok;
  },
});
