import type { ArgsDef, CommandMeta, ParsedArgs } from "citty";
import type { Io } from "./io.ts";

/** What `run` of a command gets. */
export interface CommandContext<Args extends ArgsDef> {
  readonly args: ParsedArgs<Args>;
  /** Every value given for an option that may be repeated; values may also be separated by commas. */
  readonly all: (option: keyof Args & string) => string[];
  readonly io: Io;
  /** Runs another command line of this program to its exit code. */
  readonly runCli: (rawArgs: readonly string[], io: Io) => Promise<number>;
}

/** One command: one file in `src/commands`. `run` resolves to the exit code. */
export interface Command<Args extends ArgsDef = ArgsDef> {
  readonly meta: CommandMeta & { readonly name: string; readonly description: string };
  readonly args: Args;
  run(context: CommandContext<Args>): Promise<number>;
}

/** A command that only holds others, such as `workloads`. */
export interface CommandGroup {
  readonly meta: CommandMeta & { readonly name: string; readonly description: string };
  /** What runs when no sub-command is named. */
  readonly default: string;
  readonly subCommands: Readonly<Record<string, AnyCommand>>;
}

/** A command whose option types are forgotten: what the dispatcher holds. */
// biome-ignore lint/suspicious/noExplicitAny: `run` is contravariant in its arguments; the dispatcher parses them by the same `args`.
export type AnyCommand = Command<any>;

export const defineCommand = <const Args extends ArgsDef>(command: Command<Args>): Command<Args> => command;

/** The option that every command has. */
export const jsonOption = {
  json: { type: "boolean", description: "Print one JSON document on stdout, nothing else" },
} as const;
