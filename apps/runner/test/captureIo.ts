import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import picocolors from "picocolors";
import type { Io } from "../src/cli/io.ts";
import { runCli } from "../src/cli/runCli.ts";

/** The real prepared data, so that tests do not build it anew each time. */
export const repositoryHome = join(import.meta.dirname, "../../../.steepest");

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "steepest-"));

export interface CapturedRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without a terminal, and returns what it wrote. */
export async function runCaptured(
  rawArgs: readonly string[],
  options: Partial<Io> = {},
): Promise<CapturedRun> {
  const written = { out: "", err: "" };
  const plain = picocolors.createColors(false);
  const code = await runCli(rawArgs, {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    outColors: plain,
    errColors: plain,
    live: null,
    cwd: temporaryFolder(),
    command: "steepest",
    env: {},
    home: repositoryHome,
    onSignal: () => () => {},
    ...options,
  });
  return { code, ...written };
}
