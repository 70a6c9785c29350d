import type { Output } from "./runTool.ts";

/** What one section of `npm test` found. */
export interface SectionResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The failed tests, each with where it is and what it said: shown again at the very end, which a shortened log keeps. */
  readonly failures?: readonly string[];
}

/** One part of `npm test`, run on its own by `npm test -- NAME`. */
export interface TestSection {
  readonly name: string;
  readonly title: string;
  /** Its tools print to the terminal, or to an open file. */
  readonly run: (output?: Output) => Promise<SectionResult>;
}

/** The result of a step that is one check and knows only its exit status. */
export const oneCheck = (ok: boolean): SectionResult => ({
  passed: ok ? 1 : 0,
  failed: ok ? 0 : 1,
  skipped: 0,
});
