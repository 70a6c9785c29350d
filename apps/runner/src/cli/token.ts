import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Names a file that holds the token. */
export const tokenFileVariable = "STEEPEST_TOKEN_FILE";
/** Names a file that holds the token and is removed, with its folder, when it is read: how one process hands it to the next. */
export const handedTokenVariable = "STEEPEST_TOKEN_HANDED";

/** Node opens its inspector at a SIGUSR1, which a process of the same user may send: whoever escapes into one would get in here. */
export const noInspectorBySignal = "--disable-sigusr1";

/** Those that take `--token`, by name: this runs before any of them is loaded. */
export const commandsWithToken: readonly string[] = [
  "work",
  "submit",
  "status",
  "whoami",
  "invite",
  "challenge",
  "compare",
  "notifications",
  "mcp",
  "void",
  "admin",
  "ledger",
  "lab",
];

/** Puts a token where one process can take it, once: a file that only this user may read, in a folder of its own. */
export function handToken(token: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "steepest-token-")), "token");
  writeFileSync(path, token, { mode: 0o600 });
  return path;
}

/** The environment with the token that another process handed over, for this program only: never in `process.env`, which children inherit. */
export function takeToken(env: Env): Env {
  const { [handedTokenVariable]: path, ...rest } = env;
  if (path === undefined) return env;
  const token = readFileSync(path, "utf8").trim();
  rmSync(dirname(path), { recursive: true });
  return { ...rest, STEEPEST_TOKEN: token };
}

export interface Hidden {
  readonly token: string;
  readonly args: readonly string[];
  readonly env: Env;
}

/** A command line and environment without the token that is in them; null where there is none to hide. */
export function hideToken(args: readonly string[], env: Env): Hidden | null {
  const { STEEPEST_TOKEN: fromEnv, ...rest } = env;
  const kept: string[] = [];
  let fromArgs: string | undefined;
  const takes = commandsWithToken.includes(args[0] ?? "");
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    const next = args[index + 1];
    if (takes && word.startsWith("--token=") && word.length > 8) fromArgs = word.slice(8);
    else if (takes && word === "--token" && next !== undefined && !next.startsWith("-")) {
      fromArgs = next;
      index++;
    } else kept.push(word);
  }
  const token = fromArgs ?? fromEnv;
  return token === undefined || token === "" ? null : { token, args: kept, env: rest };
}

/**
 * Starts this program anew in the same process, without its token in what the system shows of it: `/proc/PID/environ` and the command line stay as
 * they were at the start, whatever a program deletes. Comes back where there is nothing to hide, or where it cannot be done: on Windows, and with
 * an IPC channel, which would be lost.
 */
export function restartWithoutToken(): void {
  const hidden = hideToken(process.argv.slice(2), process.env);
  if (hidden === null || process.execve === undefined || process.platform === "win32" || process.connected)
    return;
  const { token, args, env } = hidden;
  const words = [process.execPath, noInspectorBySignal, ...process.execArgv, process.argv[1] ?? "", ...args];
  process.execve(process.execPath, words, {
    ...env,
    [handedTokenVariable]: handToken(token),
  } as NodeJS.ProcessEnv);
}
