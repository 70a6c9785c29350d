import { printable } from "@steepest/base/printable.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import { createClient } from "@steepest/core/schema/api/client.ts";
import { apiOptions, apiOrigin } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { credentialOf, keepCredential } from "../cli/credentials.ts";
import { exitCode } from "../cli/exitCode.ts";
import { UsageError } from "../cli/usageError.ts";
import { printJson } from "../terminal/printJson.ts";

export const logout = defineCommand({
  meta: { name: "logout", description: "Revoke the token that `steepest login` got, and forget it" },
  args: { api: apiOptions.api, ...jsonOption },
  async run({ args, io }) {
    const api = apiOrigin(args.api, io);
    const credential = credentialOf(io.home, api);
    if (credential === null) {
      throw new UsageError({
        code: "not-logged-in",
        what: `You are not logged in to ${api}.`,
        solution: "Name the platform that you are logged in to with --api.",
      });
    }
    const client = createClient({ baseUrl: api, token: credential.token });
    try {
      const { token } = await client.me();
      if (token !== null) await client.revokeToken(token);
    } catch (error) {
      // It was revoked or has expired: then it is only to be forgotten.
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
    keepCredential(io.home, api, null);
    if (args.json) io.out(printJson({ api, user: credential.user }));
    else io.out(`Logged out of ${api}, where you were ${printable(credential.user)}.\n`);
    return exitCode.ok;
  },
});
