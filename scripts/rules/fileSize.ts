import { isTest, type Rule, type SourceFile } from "./rule.ts";

const mostLines = 260;
const usualLines = 150;

/** Files that hold one idea and are long all the same, with the reason. */
const longForAReason: Readonly<Record<string, string>> = {
  "packages/core/schema/api/client.ts": "one method for each route of the API",
  "packages/core/sandbox/guestVm.ts":
    "one class: the machine that a guest runs in, from its making to its end",
  "packages/core/sandbox/sandbox.ts": "one class: everything that crosses the border between guest and host",
  "packages/core/harness/runTrial.ts": "one state machine, read from top to bottom",
};

const isSource = (path: string) =>
  /\.(ts|mts|mjs|astro|css)$/.test(path) && !/\.generated\.|\.d\.ts$/.test(path) && !isTest(path);

const lineCount = (file: SourceFile) => file.text.trimEnd().split("\n").length;

/** Sources over the usual length, longest first: shown, not refused. */
export const longFiles = (files: readonly SourceFile[]): { path: string; lines: number }[] =>
  files
    .filter((file) => isSource(file.path))
    .map((file) => ({ path: file.path, lines: lineCount(file) }))
    .filter(({ lines }) => lines > usualLines)
    .sort((a, b) => b.lines - a.lines);

export const fileSize: Rule = {
  title: `a file holds one idea: at most ${mostLines} lines`,
  check: (files) =>
    longFiles(files)
      .filter(({ path, lines }) => lines > mostLines && !(path in longForAReason))
      .map(({ path, lines }) => ({
        path,
        message: `${lines} lines: split it by idea, or give the reason in scripts/rules/fileSize.ts`,
      })),
};
