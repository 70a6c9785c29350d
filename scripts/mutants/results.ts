import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Coverage } from "./inTest.ts";
import { stateFolder } from "./session.ts";

export type Status = "killed" | "timed out" | "survived";

export interface Result {
  readonly status: Status;
  /** The test file and the test that noticed; null for a survivor. */
  readonly by: string | null;
  /** Hashes of the test files that did not notice, by path: they are not asked again until they change. */
  readonly missedBy: Readonly<Record<string, string>>;
}

export interface CoveredFile {
  /** Of the test file and the source files that it meets. */
  readonly hash: string;
  readonly meets: readonly string[];
  readonly milliseconds: number;
  /** By the keys of mutants. */
  readonly coverage: Coverage;
}

/** What is known of a folder, on disk: a run that was stopped goes on from it. */
export class Results {
  readonly folder: string;
  readonly #path: string;
  readonly #coveragePath: string;
  readonly byKey: Map<string, Result>;
  readonly coverage: Map<string, CoveredFile>;

  constructor(scope: string) {
    this.folder = join(stateFolder, scope.replaceAll("/", "-"));
    mkdirSync(this.folder, { recursive: true });
    this.#path = join(this.folder, "results.json");
    this.#coveragePath = join(this.folder, "coverage.json");
    this.byKey = new Map(readEntries<Result>(this.#path));
    this.coverage = new Map(readEntries<CoveredFile>(this.#coveragePath));
  }

  save(): void {
    write(this.#path, [...this.byKey]);
  }

  saveCoverage(): void {
    write(this.#coveragePath, [...this.coverage]);
  }

  missed(key: string, file: string, hash: string): void {
    const known = this.byKey.get(key)?.missedBy ?? {};
    this.byKey.set(key, { status: "survived", by: null, missedBy: { ...known, [file]: hash } });
  }

  noticed(key: string, status: "killed" | "timed out", by: string): void {
    this.byKey.set(key, { status, by, missedBy: {} });
  }
}

function readEntries<Value>(path: string): [string, Value][] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as [string, Value][]) : [];
}

/** Whole or not at all: whoever ends the run meanwhile finds what was there. */
function write(path: string, entries: readonly unknown[]): void {
  writeFileSync(`${path}.new`, JSON.stringify(entries));
  renameSync(`${path}.new`, path);
}
