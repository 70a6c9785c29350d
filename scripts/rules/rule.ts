/** A file of the repository, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One place that breaks a rule. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** A rule of this repository: a pure function of its files, so that a test can hand it made-up ones. */
export interface Rule {
  /** What holds where the rule is kept. */
  readonly title: string;
  readonly check: (files: readonly SourceFile[]) => readonly Violation[];
}

const testFile = /\.(test|test-prop|test-d)\.ts$/;

/** Whether a file is a test, or lies beside tests to serve them. */
export const isTest = (path: string): boolean =>
  testFile.test(path) || /(^|\/)(test|testing|fixtures)\//.test(path);
