import { printable } from "@steepest/base/printable.ts";
import { UserError } from "@steepest/base/userError.ts";
import { fileSystemError } from "../files/fileSystemError.ts";
import { steepestVersion } from "../steepestVersion.ts";
import { asCalled } from "./calledAs.ts";
import { exitCode } from "./exitCode.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usageError.ts";

/** Where in the submission something went wrong, where the error knows it. */
function location(error: Error): string | null {
  const { file, line, column } = error as { file?: unknown; line?: unknown; column?: unknown };
  if (typeof file !== "string") return null;
  return [file, line, column].filter((part) => part !== null && part !== undefined).join(":");
}

/** What is reported may quote a submission or a server: it cannot act on the terminal. */
const indent = (text: string) => printable(text).replaceAll("\n", "\n  ");

/** Tells the user what went wrong: what, details, how to solve; a bug with its stack and where to report it. */
export function reportError(
  thrown: unknown,
  io: Pick<Io, "out" | "err" | "errColors" | "command">,
  json: boolean,
): number {
  const error = fileSystemError(thrown) ?? thrown;
  const colors = io.errColors;
  if (error instanceof UserError) {
    const place = location(error);
    const told = (text: string) => asCalled(text, io.command);
    const [message, solution] = [told(error.message), told(error.solution)];
    const details = error.details === undefined ? null : told(error.details);
    if (json) {
      const { code } = error;
      io.out(
        `${JSON.stringify({ error: { code, what: message, details, solution, location: place } }, null, 2)}\n`,
      );
    }
    const lines = [`${colors.red("✗")} ${colors.bold(indent(message))}`];
    const named = place?.split(":").slice(0, 2).join(":");
    if (named !== undefined && !error.message.includes(named)) lines.push(`  at ${place}`);
    if (details) lines.push(`  ${indent(details)}`);
    lines.push(`  ${colors.cyan("→")} ${indent(solution)}`);
    io.err(`${lines.join("\n")}\n`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failure;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) io.out(`${JSON.stringify({ error: { code: "bug", what } }, null, 2)}\n`);
  io.err(
    `${colors.red("✗")} ${colors.bold("This is a bug in Steepest, not your mistake.")}\n  ${indent(what)}\n` +
      `  ${colors.cyan("→")} Please report it with the lines above, the command line, and: steepest ${steepestVersion}, ` +
      `Node ${process.versions.node}, ${process.platform} ${process.arch}.\n`,
  );
  return exitCode.bug;
}
