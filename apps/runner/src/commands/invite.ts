import { printable } from "@steepest/base/printable.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { printJson } from "../terminal/printJson.ts";

export const invite = defineCommand({
  meta: {
    name: "invite",
    description: "For operators: make a link that signs a user in to the site, once",
  },
  args: {
    user: {
      type: "positional",
      required: true,
      description: "the user's handle; created where there is none",
    },
    ...apiOptions,
    minutes: {
      type: "string",
      valueHint: "number",
      description: "How long it lasts (default 15, at most 1440)",
    },
    admin: { type: "boolean", description: "Make the user an admin as well" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const { client } = connect(args, io);
    const minutes = numberOption("minutes", args.minutes, { min: 1, max: 1440 });
    const link = await client.createSignInLink({
      user: args.user,
      ...(minutes === undefined ? {} : { minutes }),
      ...(args.admin === true ? { admin: true } : {}),
    });
    if (args.json) io.out(printJson(link));
    else {
      io.err(`Signs in as ${printable(link.user)}, once, until ${link.expiresAt}:\n`);
      io.out(`${link.url}\n`);
    }
    return exitCode.ok;
  },
});
