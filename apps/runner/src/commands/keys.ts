import { rotateKeys } from "@steepest/core/receipt/signing.ts";
import { signingKeysSchema } from "@steepest/core/schema/receipt.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { printJson } from "../terminal/printJson.ts";

export const keys = defineCommand({
  meta: {
    name: "keys",
    description: "For operators: make the key that a deployment signs receipts with (STEEPEST_SIGNING_KEYS)",
  },
  args: {
    rotate: {
      type: "string",
      valueHint: "file",
      description: "The present keys: a new one signs from now on, these keep their public halves",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const present =
      args.rotate === undefined
        ? []
        : readJsonFile(args.rotate, io.cwd, signingKeysSchema, "a file of signing keys");
    const made = await rotateKeys(present, new Date());
    // One line, to be piped into `wrangler secret put`.
    io.out(args.json ? printJson(made) : `${JSON.stringify(made)}\n`);
    return exitCode.ok;
  },
});
