import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { readManifest } from "../../sandbox/readManifest.ts";
import type { Manifest } from "../../schema/manifest.ts";
import { type PaperTest, paperTests } from "../paperTests.ts";
import { meanStepCost, type StepCosts, stepCostsSchema } from "../stepCosts.ts";

/** A reference submission: what it says of itself, and what the repository proves of it. */
export interface Reference {
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  readonly manifest: Manifest;
  readonly source: string;
  /** Of the default export, its paragraphs as they are written. */
  readonly docstring: string;
  /** Time of a step over that of SGD, mean over the workloads of `quick`; null where it was not measured. */
  readonly stepCost: number | null;
  /** The same by workload. */
  readonly stepCosts: Readonly<Record<string, number>>;
  readonly verification: {
    /** Whether the authors' code was recorded, and its trajectory is compared at every checkpoint. */
    readonly golden: boolean;
    /** Tests of what its paper says, in submissions/papers. */
    readonly papers: readonly (PaperTest & { readonly file: string })[];
  };
}

/** The comment before the default export, without its stars. */
function docstringOf(source: string): string {
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default/.exec(source)?.[1] ?? "";
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
    .join("\n")
    .trim();
}

/** Reads all reference submissions of a folder like submissions/, by name. */
export async function readReferences(folder: string, engine: QuickJSWASMModule): Promise<Reference[]> {
  const papers = readdirSync(join(folder, "papers")).flatMap((file) =>
    paperTests(readFileSync(join(folder, "papers", file), "utf8")).map((test) => ({
      ...test,
      file: `submissions/papers/${file}`,
    })),
  );
  const costs: StepCosts = stepCostsSchema.parse(
    JSON.parse(readFileSync(join(folder, "stepCost.json"), "utf8")),
  );
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
  const references: Reference[] = [];
  for (const name of names) {
    const source = readFileSync(join(folder, `${name}.ts`), "utf8");
    const files = { [`${name}.ts`]: source };
    // They are ours and end: a busy machine may take long over them.
    const limits = { callSeconds: 60, unchargedSeconds: 60 };
    const manifest = await readManifest({ entry: `${name}.ts`, files }, engine, limits);
    references.push({
      name,
      file: `submissions/${name}.ts`,
      manifest,
      source,
      docstring: docstringOf(source),
      stepCost: meanStepCost(costs, name),
      stepCosts: costs.relativeToSgd[name] ?? {},
      verification: {
        golden: existsSync(join(folder, "golden", `${name}.json`)),
        papers: papers.filter((test) => test.submissions.includes(name)),
      },
    });
  }
  return references;
}
