import { printable } from "@steepest/base/printable.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

export const whoami = defineCommand({
  meta: { name: "whoami", description: "Say who you are to a platform, and what you may do there" },
  args: { ...apiOptions, ...jsonOption },
  async run({ args, io }) {
    const { client, api } = connect(args, io);
    const { user, scopes } = await client.me();
    if (args.json) io.out(printJson({ api, user, scopes }));
    else io.out(`${printable(user ?? "nobody")} at ${api}: ${scopes.join(" and ")}\n`);
    return exitCode.ok;
  },
});
