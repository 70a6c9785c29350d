import { fileSystemError } from "../../apps/runner/src/files/fileSystemError.ts";
import { UserError } from "../../packages/base/userError.ts";

/** Says on stderr what went wrong and what to do; of a bug, where. */
export function reportError(thrown: unknown): void {
  const error = fileSystemError(thrown) ?? thrown;
  if (!(error instanceof UserError)) {
    console.error(error);
    return;
  }
  process.stderr.write(`\n✗ ${error.message}\n`);
  if (error.details !== undefined) process.stderr.write(`${error.details.replace(/^/gm, "  ")}\n`);
  process.stderr.write(`→ ${error.solution}\n`);
}
