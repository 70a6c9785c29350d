import type { ArgsDef } from "citty";
import type { AnyCommand, CommandGroup } from "../../apps/runner/src/cli/command.ts";
import { commandSections } from "../../apps/runner/src/cli/renderHelp.ts";
import { table } from "../markdown/table.ts";

type Commands = Readonly<Record<string, AnyCommand | CommandGroup>>;

const isGroup = (command: AnyCommand | CommandGroup): command is CommandGroup => "subCommands" in command;

const byDefault = (value: unknown) => (value === undefined || value === "" ? "" : ` (default \`${value}\`)`);

/** `run PATH… [options]` and what each argument and option means. */
function describe(name: string, args: ArgsDef): string {
  const all = Object.entries(args);
  const positionals = all.filter(([, arg]) => arg.type === "positional");
  const words = positionals.map(([id, { required, default: fallback, valueHint }]) => {
    const word = `${id.toUpperCase()}${valueHint?.endsWith("...") === true ? " …" : ""}`;
    return required === false || fallback !== undefined ? `[${word}]` : word;
  });
  const rows = all.map(([id, arg]) => {
    const value =
      arg.type === "enum"
        ? ` ${arg.options?.join(" \\| ")}`
        : arg.type === "string"
          ? ` ${(arg.valueHint ?? "value").toUpperCase()}`
          : "";
    const spelt = arg.type === "boolean" && arg.default === true ? `--no-${id}` : `--${id}`;
    return [
      arg.type === "positional" ? `\`${id.toUpperCase()}\`` : `\`${spelt}${value.replaceAll("\\|", "|")}\``,
      `${arg.description ?? ""}${arg.type === "boolean" ? "" : byDefault(arg.default)}`,
    ];
  });
  const usage = ["npx steepest", name, ...words, "[options]"].join(" ");
  return `\`\`\`\n${usage}\n\`\`\`\n\n${table(["argument or option", "meaning"], rows)}`;
}

const nested = ([name, command]: readonly [string, AnyCommand], parent: string) =>
  `#### ${parent} ${name}\n\n${command.meta.description}.\n\n${describe(`${parent} ${name}`, command.args as ArgsDef)}`;

/** docs/command-line.md: every command with its arguments and options, from the command line's own definitions. */
export function renderCommands(commands: Commands): string {
  const parts = commandSections.map(({ title, names }) => {
    const each = names.map((name) => {
      const command = commands[name];
      if (command === undefined) throw new Error(`the help names a command that is none: ${name}`);
      const head = `### ${name}\n\n${command.meta.description}.`;
      if (!isGroup(command)) return `${head}\n\n${describe(name, command.args as ArgsDef)}`;
      const subs = Object.entries(command.subCommands).map((entry) => nested(entry, name));
      return `${head} Without a word after it, \`${name}\` means \`${name} ${command.default}\`.\n\n${subs.join("\n\n")}`;
    });
    return `## ${title}\n\n${each.join("\n\n")}`;
  });
  return `# Command line

Every command with its arguments and options. \`node scripts/writeCommands.ts\` writes this page from the command line itself, so that it says what \`--help\` says.
Each command takes \`--help\` and \`--json\` (one JSON document on stdout, nothing else). Exit codes: 0 done; 1 a mistake or a check that did not pass, and it says why; 2 called wrongly; 70 a bug in Steepest; 130 stopped by Ctrl-C. How the commands are used one after the other is
in [README](../README.md).

${parts.join("\n\n")}
`;
}
