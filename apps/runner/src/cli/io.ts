import picocolors from "picocolors";
import { terminalText } from "../terminal/terminalText.ts";
import { calledAs } from "./calledAs.ts";
import { homeDirectory } from "./homeDirectory.ts";
import { reportError } from "./reportError.ts";
import { handedTokenVariable, takeToken } from "./token.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** A command's only way to the outside of the program, so that tests can run one in-process. */
export interface Io {
  /** Writes results (stdout). */
  readonly out: (text: string) => void;
  /** Writes progress and errors (stderr). */
  readonly err: (text: string) => void;
  readonly outColors: Colors;
  readonly errColors: Colors;
  /** The terminal that a live display may use; null where stderr is no terminal. */
  readonly live: NodeJS.WriteStream | null;
  readonly cwd: string;
  /** How the user calls this program: what messages tell to run begins with it. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Local state: prepared data, baselines, runs. */
  readonly home: string;
  /** Calls back on Ctrl-C and SIGTERM until the returned function is called. */
  readonly onSignal: (handler: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
}

function wantsColor(stream: NodeJS.WriteStream, env: Io["env"]): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

function onProcessSignal(handler: (signal: "SIGINT" | "SIGTERM") => void): () => void {
  const interrupt = () => handler("SIGINT");
  const terminate = () => handler("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", terminate);
  return () => {
    process.off("SIGINT", interrupt).off("SIGTERM", terminate);
  };
}

export function createProcessIo(): Io {
  const { stdout, stderr } = process;
  const env = takeToken(process.env);
  delete process.env[handedTokenVariable];
  const command = calledAs(process.argv[1], env);
  const errColors = picocolors.createColors(wantsColor(stderr, env));
  for (const [name, stream] of Object.entries({ stdout, stderr })) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // `steepest … | head` closes the pipe: stop quietly, as other tools do.
      if (error.code === "EPIPE") process.exit(0);
      // `steepest … > FILE` on a full disk.
      const err = (text: string) => void (stream === stderr ? stdout : stderr).write(text);
      process.exit(
        reportError(Object.assign(error, { path: name }), { out: () => {}, err, errColors, command }, false),
      );
    });
  }
  return {
    // The one place through which everything goes: records, reasons, consoles and problems hold strangers' text.
    out: (text) => void stdout.write(terminalText(text)),
    err: (text) => void stderr.write(terminalText(text)),
    outColors: picocolors.createColors(wantsColor(stdout, env)),
    errColors,
    live: stderr.isTTY && env.TERM !== "dumb" && !env.CI ? stderr : null,
    cwd: process.cwd(),
    command,
    env,
    home: homeDirectory(env),
    onSignal: onProcessSignal,
  };
}
