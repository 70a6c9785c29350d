import { parseArgs } from "node:util";
import { UserError } from "../../packages/base/userError.ts";
import { reportError } from "../start/reportError.ts";

/** Runs a script that takes a folder and `--remote`, says what it has come to, and ends the process. */
export async function runBackupCommand(
  help: string,
  run: (asked: { readonly folder: string; readonly remote: boolean }) => Promise<string>,
): Promise<never> {
  try {
    const { values, positionals } = parse();
    const [folder, ...more] = positionals;
    if (values.help) console.log(help);
    else if (folder === undefined || more.length > 0) {
      throw new UserError({ code: "no-folder", what: "Which folder?", solution: `Name one.\n\n${help}` });
    } else console.log(await run({ folder, remote: values.remote }));
    process.exit(0);
  } catch (error) {
    reportError(error);
    process.exit(1);
  }
}

function parse() {
  try {
    return parseArgs({
      options: { remote: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UserError(
      { code: "unknown-option", what: (error as Error).message, solution: "--help says what there is." },
      { cause: error },
    );
  }
}
