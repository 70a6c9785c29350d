import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { readManifest } from "../../sandbox/readManifest.ts";
import type { Manifest } from "../../schema/manifest.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import { meanStepCost, type StepCosts, stepCostsSchema } from "../stepCosts.ts";
import { type PaperTest, paperTests } from "./paperTests.ts";
import { algorithmOf, referenceFiles, referenceSource } from "./referenceFiles.ts";

/** A reference submission: what it says of itself, and what the repository proves of it. */
export interface Reference {
  readonly name: string;
  /** Of its entry, from the repository's root. */
  readonly file: string;
  readonly manifest: Manifest;
  readonly source: SubmissionSource;
  /** Of the algorithm and of the default export, their paragraphs as they are written. */
  readonly docstring: string;
  /** Time of a step over that of SGD, mean over the workloads of `quick`; null where it was not measured. */
  readonly stepCost: number | null;
  /** The same by workload. */
  readonly stepCosts: Readonly<Record<string, number>>;
  readonly verification: {
    /** Recording of the authors' code, which is compared at every checkpoint, from the repository's root; null where there is none. */
    readonly golden: string | null;
    /** Tests of what its paper says: in its folder, or in submissions/papers with those of its kin. */
    readonly papers: readonly (PaperTest & { readonly file: string })[];
  };
}

/** The comments before the algorithm's function and before the default export, without their stars. */
function docstringOf({ entry, files }: SubmissionSource): string {
  const shared = entry.replace(/[^/]*$/, "algorithm.ts");
  // Of several functions the last is the whole method.
  const algorithm = [
    ...(files[shared] ?? "").matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:(?:async )?function|const)/g,
    ),
  ].at(-1)?.[1];
  const own = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default/.exec(files[entry] ?? "")?.[1];
  return [algorithm, own]
    .filter((comment) => comment !== undefined)
    .map(withoutStars)
    .join("\n\n");
}

function withoutStars(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
    .join("\n")
    .trim();
}

/** Reads all reference submissions of a folder like submissions/, by name. */
export async function readReferences(folder: string, engine: QuickJSWASMModule): Promise<Reference[]> {
  const papers = globSync("*/*.test.ts", { cwd: folder })
    .toSorted()
    .flatMap((file) =>
      paperTests(readFileSync(join(folder, file), "utf8"), file).map((test) => ({
        ...test,
        file: `submissions/${file}`,
      })),
    );
  const costs: StepCosts = stepCostsSchema.parse(
    JSON.parse(readFileSync(join(folder, "stepCost.json"), "utf8")),
  );
  const references: Reference[] = [];
  for (const [name, file] of referenceFiles(folder)) {
    const source = referenceSource(folder, name);
    // A trajectory is of the point that it states: the folder's own name stands for it.
    const isAlgorithm = algorithmOf(file) === name;
    // They are ours and end: a busy machine may take long over them.
    const limits = { callSeconds: 60, unchargedSeconds: 60 };
    const manifest = await readManifest(source, engine, limits);
    references.push({
      name,
      file: `submissions/${file}`,
      manifest,
      source,
      docstring: docstringOf(source),
      stepCost: meanStepCost(costs, name),
      stepCosts: costs.relativeToSgd[name] ?? {},
      verification: {
        golden:
          isAlgorithm && existsSync(join(folder, name, "golden.json"))
            ? `submissions/${name}/golden.json`
            : null,
        papers: papers.filter((test) => test.submissions.includes(name)),
      },
    });
  }
  return references;
}
