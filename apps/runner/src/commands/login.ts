import { hostname, userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { printable } from "@steepest/base/printable.ts";
import { UserError } from "@steepest/base/userError.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import type { CreatedToken } from "@steepest/core/schema/api/tokens.ts";
import { apiOptions, apiOrigin } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { keepCredential } from "../cli/credentials.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

export const login = defineCommand({
  meta: { name: "login", description: "Sign in to a platform: shows a code to enter on its site" },
  args: {
    api: apiOptions.api,
    name: {
      type: "string",
      valueHint: "name",
      description: "What the token is called (default: this machine)",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const api = apiOrigin(args.api, io);
    const client = createClient({ baseUrl: api });
    const asked = await client.requestDevice({ name: (args.name || defaultName()).slice(0, 80) });
    io.err(`Enter the code ${asked.userCode} at ${printable(asked.verificationUrl)}\n`);
    io.err(`or open ${printable(asked.completeUrl)}\n`);
    const stop = new AbortController();
    const stopListening = io.onSignal(() => stop.abort());
    try {
      const token = await waitForToken(client, asked.deviceCode, asked.interval, stop.signal);
      if (token === null) return exitCode.interrupted;
      keepCredential(io.home, api, { user: token.user, token: token.token, expiresAt: token.expiresAt });
      const { user, scopes, expiresAt } = token;
      if (args.json) io.out(printJson({ api, user, scopes, expiresAt }));
      else
        io.out(
          `Signed in to ${api} as ${printable(user)}: ${scopes.join(" and ")}, until ${expiresAt.slice(0, 10)}.\n`,
        );
      return exitCode.ok;
    } finally {
      stopListening();
    }
  },
});

const defaultName = (): string => `${userInfo().username}@${hostname()}`;

/** Asks until its user has decided; null at the signal. */
async function waitForToken(
  client: Client,
  deviceCode: string,
  interval: number,
  signal: AbortSignal,
): Promise<CreatedToken | null> {
  let seconds = interval;
  while (!signal.aborted) {
    await delay(1000 * seconds, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    try {
      const token = await client.deviceToken(deviceCode);
      if (token !== null) return token;
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) seconds += interval;
      else if (!(error instanceof UserError && error.code === "api-unreachable")) throw error;
    }
  }
  return null;
}
