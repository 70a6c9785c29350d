import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { apiOptions, apiOrigin } from "../cli/apiOptions.ts";
import { defineCommand } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { createMcpServer } from "../mcp/createMcpServer.ts";

export const mcp = defineCommand({
  meta: {
    name: "mcp",
    description:
      "Serve check, run, compare, submit, boards and documents to a coding agent (Model Context Protocol, stdio)",
  },
  args: { ...apiOptions },
  async run({ args, io, runCli }) {
    const env = {
      ...io.env,
      STEEPEST_API: apiOrigin(args.api, io),
      ...(args.token === undefined ? {} : { STEEPEST_TOKEN: args.token }),
    };
    const server = createMcpServer({ ...io, env }, runCli);
    // What is written to stdout is the protocol: nothing else of this process may.
    console.log = console.error;
    const closed = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      process.stdin.once("end", resolve);
      io.onSignal(() => resolve());
    });
    await server.connect(new StdioServerTransport());
    await closed;
    await server.close();
    return exitCode.ok;
  },
});
