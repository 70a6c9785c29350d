import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSubmission } from "../../apps/runner/src/submission/readSubmission.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { readManifest } from "../../packages/core/sandbox/readManifest.ts";
import type { HyperparameterPoint, SearchSpace } from "../../packages/core/schema/searchSpace.ts";

/** What is calibrated: twelve that are tuned in papers and in practice, and those that are said to need no learning rate. */
export const calibrated: readonly string[] = [
  ...[
    "nadamw",
    "heavy_ball",
    "soap",
    "adamw",
    "adam",
    "adafactor",
    "lamb",
    "lion",
    "muon",
    "nesterov",
    "rmsprop",
  ],
  ...[
    "schedule_free_adamw",
    "schedule_free_sgd",
    "prodigy",
    "dadapt_adam",
    "dog",
    "dowg",
    "mechanic",
    "cocob",
    "adamg",
  ],
];

const decay = { min: 1e-5, max: 0.1, scaling: "log" } as const;
const warmup = { feasible_points: [0.02, 0.05, 0.1] };
const momenta = {
  beta1: { feasible_points: [0.8, 0.9, 0.95] },
  beta2: { feasible_points: [0.95, 0.99, 0.999] },
};
const scale = { min: 0.1, max: 10, scaling: "log" } as const;

/** What is searched around the paper's one setting of a method without a learning rate: its factor, decay, momenta and warmup. The rest stays. */
const searched: Readonly<Record<string, SearchSpace>> = {
  prodigy: { d_coef: scale, weight_decay: decay, warmup_factor: warmup, ...momenta },
  dadapt_adam: { lr: scale, weight_decay: decay, warmup_factor: warmup, ...momenta },
  dog: {
    lr: scale,
    reps_rel: { min: 1e-6, max: 1e-2, scaling: "log" },
    weight_decay: decay,
    warmup_factor: warmup,
  },
  dowg: { eps: { min: 1e-8, max: 1, scaling: "log" } },
  mechanic: {
    s_decay: { min: 1e-4, max: 1, scaling: "log" },
    weight_decay: decay,
    warmup_factor: warmup,
    ...momenta,
  },
  cocob: { alpha: { min: 1, max: 1e4, scaling: "log" }, weight_decay: decay },
  adamg: {
    lr: scale,
    p: { min: 0.02, max: 2, scaling: "log" },
    q: { min: 0.12, max: 0.48, scaling: "log" },
    weight_decay: decay,
  },
};

/** Where a submission's text declares its hyperparameters: the place of the value, from its first bracket to the one that closes it. */
function declarationIn(text: string, path: string): { readonly from: number; readonly to: number } {
  const word = "hyperparameters: ";
  const from = text.indexOf(word, text.indexOf("defineSubmission({")) + word.length;
  let depth = 0;
  for (let to = from; to < text.length && from >= word.length; to++) {
    if ("[{".includes(text[to] ?? "")) depth++;
    if ("]}".includes(text[to] ?? "") && --depth === 0) return { from, to: to + 1 };
  }
  throw new Error(`${path} declares no hyperparameters that are written out`);
}

const folderOf = (root: string, name: string) => join(root, "submissions", name);
const entryOf = (root: string, name: string): string =>
  existsSync(join(folderOf(root, name), "external.ts")) ? "external.ts" : "self.ts";

/** The one point that a paper gives for everything, or null where it is tuned. */
export async function paperPointOf(root: string, name: string): Promise<HyperparameterPoint | null> {
  if (!(name in searched)) return null;
  const source = readSubmission(join(folderOf(root, name), "self.ts"), root);
  const { hyperparameters } = await readManifest(source, await loadEngine());
  return Array.isArray(hyperparameters) ? (hyperparameters[0] ?? null) : null;
}

/** The space that is searched: the external submission's own, or around the paper's point. */
export async function spaceOf(root: string, name: string): Promise<SearchSpace> {
  const paper = await paperPointOf(root, name);
  if (paper === null) {
    const source = readSubmission(join(folderOf(root, name), "external.ts"), root);
    return (await readManifest(source, await loadEngine())).hyperparameters;
  }
  const fixed = Object.entries(paper).map(([key, value]) => [key, { feasible_points: [value] }]);
  return { ...Object.fromEntries(fixed), ...searched[name] };
}

/** Their self-tuning forms stay at the point of an earlier search: claims of papers are tried with them as references (docs/claims.md), and boards name `adam_self` as their baseline. */
export const stayingForms: readonly string[] = ["adam", "adamw", "nadamw", "schedule_free_adamw"];

/** Stands the self-tuning form of a submission at a point; what the point does not name stays. Says whether there is such a form. */
export async function standAt(root: string, name: string, point: HyperparameterPoint): Promise<boolean> {
  const path = join(folderOf(root, name), "self.ts");
  if (stayingForms.includes(name) || name in searched || !existsSync(path)) return false;
  const { hyperparameters } = await readManifest(readSubmission(path, root), await loadEngine());
  const [before] = Array.isArray(hyperparameters) ? hyperparameters : [];
  const text = readFileSync(path, "utf8");
  const { from, to } = declarationIn(text, path);
  writeFileSync(path, text.slice(0, from) + JSON.stringify([{ ...before, ...point }]) + text.slice(to));
  return true;
}

/** A copy of a reference submission as an external one with another name and space; the path of its entry. */
export async function writeVariant(
  root: string,
  folder: string,
  { of, name, space }: { readonly of: string; readonly name: string; readonly space: SearchSpace },
): Promise<string> {
  const entry = entryOf(root, of);
  rmSync(folder, { recursive: true, force: true });
  cpSync(folderOf(root, of), folder, { recursive: true });
  const path = join(folder, entry);
  const text = readFileSync(path, "utf8");
  const { from, to } = declarationIn(text, path);
  const changed = text.slice(0, from) + JSON.stringify(space) + text.slice(to);
  const named = changed
    .replace(/name: "[^"]*"/, `name: "${name}"`)
    .replace('ruleset: "self"', 'ruleset: "external"');
  writeFileSync(path, named);
  const { ruleset, name: found } = await readManifest(readSubmission(path, root), await loadEngine());
  if (ruleset !== "external" || found !== name)
    throw new Error(`${path} is not ${name} of the external ruleset`);
  return path;
}
