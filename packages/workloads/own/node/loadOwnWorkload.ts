import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "@steepest/base/userError.ts";
import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { cards, drafts, worlds } from "../../catalogue.ts";
import { type OwnWorkload, offerOwn } from "../ownWorkloads.ts";

/** What a workload's file may import from wherever it lies, and where that is here. */
const provided: Readonly<Record<string, string>> = {
  "steepest/workload": new URL("../steepestWorkload.ts", import.meta.url).href,
  "@tensorflow/tfjs": import.meta.resolve("@tensorflow/tfjs"),
};

let hooked = false;

function provide(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const url = provided[specifier];
      return url === undefined ? next(specifier, context) : next(url, context);
    },
  });
}

const shown = 'docs/workloads.md shows a whole one, under "A workload of your own".';

const isOwn = (value: unknown): value is OwnWorkload =>
  typeof value === "object" && value !== null && "workload" in value && "multiplications" in value;

/**
 * Imports a workload from a user's own file and makes it known to this process. The file is the user's own code and runs as such: outside of the sandbox,
 * in a trial behind the trial's walls. Throws a UserError for a file that is not there, cannot be run, or defines no workload.
 */
export async function loadOwnWorkload(file: string): Promise<OwnWorkload> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new UserError({
      code: "workload-file-missing",
      what: `There is no file ${file}.`,
      solution: `Give the path of a file whose default export is a workload; ${shown}`,
    });
  }
  provide();
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      code: "workload-file-broken",
      what: `${file} cannot be run.`,
      details: error instanceof Error ? (error.stack ?? error.message) : String(error),
      solution:
        "Mend what the error names; what a workload may import is `steepest/workload`, `@tensorflow/tfjs` and files beside it.",
    });
  }
  const own = module.default;
  if (!isOwn(own)) {
    throw new UserError({
      code: "workload-file-empty",
      what: `${file} exports no workload.`,
      solution: `End it with \`export default defineWorkload({ … })\`; ${shown}`,
    });
  }
  const { id } = own.workload.card;
  if ([...cards, ...drafts, ...worlds].some((card) => card.id === id)) {
    throw new UserError({
      code: "workload-id-taken",
      what: `The workload of ${file} is called ${id}, as one of the catalogue is.`,
      solution: "Give it an id of its own: records name it by that.",
    });
  }
  offerOwn(own);
  return own;
}

/** Reads files beside a user's workload by their names, and nothing above its folder. */
export function ownDataReader(file: string): ReadDataFile {
  const folder = dirname(resolve(file));
  return async (name) => {
    const path = join(folder, name);
    if (relative(folder, path).startsWith("..")) {
      throw new UserError({
        code: "data-outside-folder",
        what: `The workload reads ${name}, which is outside of its folder ${folder}.`,
        solution: "Put its data beside it, or below: a trial may read nothing else.",
      });
    }
    try {
      return new Uint8Array(await readFile(path));
    } catch (error) {
      throw new UserError({
        code: "data-missing",
        what: `The workload's file ${name} cannot be read.`,
        details: (error as Error).message,
        solution: `Put it into ${folder}.`,
      });
    }
  };
}
