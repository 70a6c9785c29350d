import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { UserError } from "../../packages/base/userError.ts";

export interface StartOptions {
  /** Drops the local platform's data first (prepared datasets stay). */
  readonly fresh: boolean;
  readonly port: number;
  /** Trials at a time. */
  readonly jobs: number;
  /** Plain lines only, also on a terminal. */
  readonly plain: boolean;
  /** Says the address and what goes wrong, nothing else. */
  readonly quiet: boolean;
  readonly help: boolean;
}

export const startHelp = `npm start -- [options]

Starts the whole platform on this machine: site and API, a runner, and reference submissions on the board
quick.self.cpu-wasm. Data are kept under .steepest/; a second start goes on where the first one ended.

  --port N     port of site and API (default 8788)
  --jobs N     trials at a time (default: one per core, one core left free from three cores on)
  --fresh      drop the local platform's data first (prepared datasets stay)
  --plain      plain lines, as when the output is piped
  --quiet      say the address and errors only
  --no-open    accepted for scripts: no browser is ever opened
  --help       this text
`;

/** Each trial keeps one core busy; from three on, one is left for the site and whatever else the machine is for. */
export function defaultJobs(cores: number): number {
  return cores <= 2 ? cores : cores - 1;
}

/** Reads the command line of `npm start`; throws a UserError for what it does not know. */
export function readStartOptions(commandLine: readonly string[]): StartOptions {
  const values = parse(commandLine);
  return {
    fresh: values.fresh,
    port: integer("port", values.port, 1, 65_535) ?? 8788,
    jobs: integer("jobs", values.jobs, 1, 1024) ?? defaultJobs(availableParallelism()),
    plain: values.plain,
    quiet: values.quiet,
    help: values.help,
  };
}

function parse(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        fresh: { type: "boolean", default: false },
        port: { type: "string" },
        jobs: { type: "string" },
        plain: { type: "boolean", default: false },
        quiet: { type: "boolean", default: false },
        "no-open": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new UserError({
      code: "unknown-option",
      what: (error as Error).message.split(". ")[0] ?? "The command line is not understood.",
      solution: "See what there is: npm start -- --help",
    });
  }
}

function integer(option: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UserError({
    code: "bad-option",
    what: `--${option} must be a whole number from ${least} to ${most}, not \`${text}\`.`,
    solution: `For example: npm start -- --${option} ${option === "port" ? 8788 : 2}`,
  });
}
