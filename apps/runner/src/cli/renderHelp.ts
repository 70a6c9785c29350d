import type { AnyCommand, CommandGroup } from "./command.ts";
import type { Colors } from "./io.ts";

/** The commands by what one wants to do. */
export const commandSections: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: "Write an optimizer", names: ["new", "check", "run", "calibrate", "trace", "mcp"] },
  { title: "Look inside training", names: ["lab"] },
  { title: "Look at results", names: ["score", "compare", "replay", "verify", "workloads", "submissions"] },
  {
    title: "Use a platform",
    names: [
      "login",
      "whoami",
      "logout",
      "submit",
      "status",
      "ledger",
      "notifications",
      "challenge",
      "work",
      "doctor",
    ],
  },
  { title: "Operate a platform", names: ["admin", "invite", "void", "keys"] },
];

/** `steepest --help`: what a newcomer needs first, the commands by purpose. */
export function renderHelp(
  commands: Readonly<Record<string, AnyCommand | CommandGroup>>,
  colors: Colors,
): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = ["Steepest: time-to-result benchmarks for training algorithms", ""];
  lines.push(`${colors.bold("Usage")}  steepest <command> [options]`, "");
  for (const { title, names } of commandSections) {
    lines.push(colors.bold(title));
    for (const name of names) {
      lines.push(`  ${colors.cyan(name.padEnd(width))}  ${commands[name]?.meta.description}`);
    }
    lines.push("");
  }
  lines.push("`steepest <command> --help` shows a command's options. Every command takes --json.");
  return `${lines.join("\n")}\n`;
}
