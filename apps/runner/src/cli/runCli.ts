import { stripVTControlCharacters } from "node:util";
import { type ArgsDef, parseArgs, renderUsage } from "citty";
import { commands, loadCommands } from "../commands.ts";
import { steepestVersion } from "../steepestVersion.ts";
import { checkOptions } from "./checkOptions.ts";
import { closestWord } from "./closestWord.ts";
import type { AnyCommand, CommandGroup } from "./command.ts";
import { exitCode } from "./exitCode.ts";
import type { Io } from "./io.ts";
import { renderHelp } from "./renderHelp.ts";
import { reportError } from "./reportError.ts";
import { UsageError } from "./usageError.ts";

const asksForHelp = (rawArgs: readonly string[]) => {
  const end = rawArgs.indexOf("--");
  return rawArgs.slice(0, end === -1 ? undefined : end).some((arg) => arg === "--help" || arg === "-h");
};

/** Runs one command line to its exit code. Never throws. */
export async function runCli(rawArgs: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(rawArgs, io);
  } catch (error) {
    return reportError(error, io, rawArgs.includes("--json"));
  }
}

async function dispatch(rawArgs: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = rawArgs;
  if (name === "--version" || name === "-v") {
    io.out(`${steepestVersion}\n`);
    return exitCode.ok;
  }
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    io.out(renderHelp(await loadCommands(), io.outColors));
    return name === undefined ? exitCode.usage : exitCode.ok;
  }
  if (name === "help") return dispatch([...rest, "--help"], io);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw unknownCommand("steepest", name, Object.keys(commands));
  const command = await load();
  if ("subCommands" in command) return dispatchGroup(command, rest, io);
  return runCommand(command, name, rest, io);
}

async function dispatchGroup(group: CommandGroup, rawArgs: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = rawArgs;
  if (first === "--help" || first === "-h") {
    return showHelp(
      await renderUsage(
        { meta: group.meta, subCommands: withoutRun(group.subCommands) },
        { meta: { name: "steepest" } },
      ),
      io,
    );
  }
  const named = first !== undefined && !first.startsWith("-");
  const name = named ? first : group.default;
  const command = group.subCommands[name];
  if (command === undefined) {
    throw unknownCommand(`steepest ${group.meta.name}`, name, Object.keys(group.subCommands));
  }
  return runCommand(command, `${group.meta.name} ${name}`, named ? rest : rawArgs, io);
}

async function runCommand(command: AnyCommand, path: string, rawArgs: readonly string[], io: Io) {
  if (asksForHelp(rawArgs)) {
    const parent = { meta: { name: ["steepest", ...path.split(" ").slice(0, -1)].join(" ") } };
    return showHelp(await renderUsage({ meta: command.meta, args: command.args as ArgsDef }, parent), io);
  }
  checkOptions(path, rawArgs, command.args);
  const args = parse(path, rawArgs, command);
  return command.run({ args, io, all: (option) => repeatedValues(rawArgs, option), runCli });
}

/** What citty's usage needs of sub-commands: our `run` is not its `run`. */
const withoutRun = (commands: CommandGroup["subCommands"]) =>
  Object.fromEntries(Object.entries(commands).map(([name, { meta }]) => [name, { meta }]));

/** citty colours by its own rules; ours decide whether it stays. */
function showHelp(usage: string, io: Io): number {
  const text = io.outColors.isColorSupported ? usage : stripVTControlCharacters(usage);
  io.out(`${text.replaceAll(/ +$/gm, "").trimEnd()}\n`);
  return exitCode.ok;
}

function parse(path: string, rawArgs: readonly string[], command: AnyCommand) {
  try {
    return parseArgs([...rawArgs], command.args);
  } catch (error) {
    // citty signals wrong values of enums by an error of its own that it does not export.
    if (!(error instanceof Error) || error.name !== "CLIError") throw error;
    throw new UsageError({
      code: "wrong-value",
      what: stripVTControlCharacters(error.message),
      solution: `Run \`steepest ${path} --help\` for its options.`,
    });
  }
}

/** `--workload a --workload b,c` → a, b, c. */
function repeatedValues(rawArgs: readonly string[], option: string): string[] {
  const values: string[] = [];
  for (const [index, arg] of rawArgs.entries()) {
    if (arg === `--${option}`) values.push(rawArgs[index + 1] ?? "");
    if (arg.startsWith(`--${option}=`)) values.push(arg.slice(option.length + 3));
  }
  return values.flatMap((value) => value.split(",")).filter((value) => value !== "");
}

function unknownCommand(parent: string, name: string, known: readonly string[]): UsageError {
  const meant = closestWord(name, known);
  return new UsageError({
    code: "unknown-command",
    what: `\`${parent}\` has no command "${name}".`,
    ...(meant === null ? {} : { details: `Did you mean \`${parent} ${meant}\`?` }),
    solution: `Run \`${parent} --help\` for the list: ${known.join(", ")}.`,
  });
}
