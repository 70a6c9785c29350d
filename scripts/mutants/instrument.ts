import { readFileSync } from "node:fs";
import { Instrumenter } from "@stryker-mutator/instrumenter";
import { mutateClauses } from "./clauses.ts";
import { hashOf } from "./hashOf.ts";
import { type Place, readPlaces } from "./places.ts";
import { root, type Scope, sourcesOf } from "./scopes.ts";

/** One change of the code, which is there from the start and is switched on by its number. */
export interface Mutant {
  /** The number in the instrumented code. */
  readonly id: string;
  /** The same from run to run as long as the code around it stays: file, mutator, what is replaced by what, and which of several such. */
  readonly key: string;
  readonly folder: string;
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** Runs when its module is loaded, so that modules are to be loaded anew for it. */
  readonly atLoad: boolean;
}

export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** Source files by the numbers of the changes in them, of those too that are left out. */
  readonly fileOf: ReadonlyMap<string, string>;
  /** Code with all mutants by absolute path. */
  readonly code: ReadonlyMap<string, string>;
  /** How many changes are left out, by why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** The instrumenter logs what it does; nobody reads it. */
const silence = () => undefined;
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  fatal: silence,
};

/** All mutants of a scope's code: Stryker's own, and the clauses of SQL. */
export async function instrument(scope: Scope): Promise<Instrumented> {
  const files = sourcesOf(scope).map((file, at) => ({
    file,
    ...mutateClauses(readFileSync(`${root}${file}`, "utf8"), `${at}.`),
  }));
  const { files: written, mutants: made } = await new Instrumenter(logger).instrument(
    files.map(({ file, code }) => ({ name: `${root}${file}`, mutate: true, content: code })),
    { plugins: null, excludedMutations: [], ignorers: [] },
  );
  const leftOut = new Map<string, number>();
  const mutants: Mutant[] = [];
  const fileOf = new Map<string, string>();
  const seen = new Map<string, number>();
  const add = (mutant: Omit<Mutant, "key">) => {
    const text = [mutant.file, mutant.mutator, mutant.original, mutant.replacement].join("\n");
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    mutants.push({ ...mutant, key: hashOf(`${text}\n${before}`).slice(0, 16) });
  };
  const { folder } = scope;
  for (const { file, code, mutants: clauses } of files) {
    const places = readPlaces(code);
    for (const mutant of made.filter(({ fileName }) => fileName === `${root}${file}`)) {
      fileOf.set(mutant.id, file);
      const place: Place = places(mutant.location, mutant.mutatorName);
      if (place.leftOut !== null) {
        if (place.leftOut !== "") leftOut.set(place.leftOut, (leftOut.get(place.leftOut) ?? 0) + 1);
        continue;
      }
      add({
        id: mutant.id,
        folder,
        file,
        line: mutant.location.start.line + 1,
        mutator: mutant.mutatorName,
        original: place.text,
        replacement: mutant.replacement ?? "",
        atLoad: place.atLoad,
      });
    }
    for (const { id, line, original, replacement } of clauses) {
      fileOf.set(id, file);
      add({ id, folder, file, line, mutator: "SqlClause", original, replacement, atLoad: false });
    }
  }
  const code = new Map(written.map(({ name, content }) => [name, severalOn(content)]));
  if (scope.keeper) code.set(`${root}${scope.keeper.file}`, forgetting(scope.keeper));
  return { mutants, fileOf, code, leftOut };
}

function forgetting({ file, keeps, forgets }: NonNullable<Scope["keeper"]>): string {
  const code = readFileSync(`${root}${file}`, "utf8");
  if (!code.includes(keeps)) throw new Error(`${file} no longer has \`${keeps}\`.`);
  return code.replace(keeps, forgets);
}

/** Stryker switches one mutant on at a time; here several can be (`hunt.ts`). */
function severalOn(code: string): string {
  const [asked, askedOfSeveral] = ["ns.activeMutant === id", "ns.activeMutants?.has(id)"];
  if (!code.includes("stryMutAct_9fa48")) return code;
  if (!code.includes(asked)) throw new Error(`Stryker's switch no longer asks \`${asked}\`.`);
  return code.replace(asked, askedOfSeveral);
}
