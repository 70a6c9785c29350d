import { submissionNameSchema } from "./manifest.ts";
import { paperUrl } from "./paperUrl.ts";
import { searchSpaceProblems } from "./searchSpaceProblems.ts";
import { isFields, shownValue, textProblem, type ValueProblem } from "./valueProblem.ts";

/**
 * Everything that is wrong with what a new submission says of itself; empty exactly where it may be uploaded. Each message
 * names the field and the value. Stricter than `manifestSchema`, which also reads what was uploaded under earlier rules.
 */
export function manifestProblems(manifest: Readonly<Record<string, unknown>>): ValueProblem[] {
  const { name, ruleset, hyperparameters, description, authors, paper, stateBytesPerParameter } = manifest;
  const problems: ValueProblem[] = [];
  const add = (field: string, message: string | null) => {
    if (message !== null) problems.push({ path: [field], message });
  };
  add("name", nameProblem(name));
  if (ruleset !== "external" && ruleset !== "self") {
    add(
      "ruleset",
      `${missing(ruleset)}must be "external" (tuned over a search space) or "self"${got(ruleset)}`,
    );
  }
  if (hyperparameters === undefined) {
    add("hyperparameters", "is missing: give a search space, or a list with one point like [{ lr: 0.001 }]");
  } else {
    const ofSpace = searchSpaceProblems(hyperparameters, ["hyperparameters"]);
    problems.push(...ofSpace);
    if (ruleset === "self" && ofSpace.length === 0) add("hyperparameters", fixedProblem(hyperparameters));
  }
  if (description !== undefined) add("description", textProblem(description, 500));
  problems.push(...authorProblems(authors));
  if (paper !== undefined) add("paper", paperProblem(paper));
  const isBytes = typeof stateBytesPerParameter === "number" && stateBytesPerParameter >= 0;
  if (stateBytesPerParameter !== undefined && !isBytes) {
    add("stateBytesPerParameter", `must be a number from 0${got(stateBytesPerParameter)}`);
  }
  return problems;
}

const got = (value: unknown) => (value === undefined ? "" : ` (got ${shownValue(value)})`);
const missing = (value: unknown) => (value === undefined ? "is missing: it " : "");

function nameProblem(name: unknown): string | null {
  if (submissionNameSchema.safeParse(name).success) return null;
  const rule = "must be 2 to 48 of a-z, 0-9 and _, starting with a letter";
  const near =
    typeof name === "string"
      ? name
          .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
          .normalize("NFKD")
          .replaceAll(/\p{Mark}/gu, "")
          .replaceAll(/\W+/g, "_")
          .toLowerCase()
          .replace(/^[^a-z]+/, "")
          .slice(0, 48)
      : "nadamw";
  const like = submissionNameSchema.safeParse(near).success ? near : "nadamw";
  return `${missing(name)}${rule}, like ${JSON.stringify(like)}${got(name)}`;
}

function fixedProblem(space: unknown): string | null {
  const points = Array.isArray(space) ? space.length : null;
  const fixed = points === null ? isFields(space) && Object.keys(space).length === 0 : points === 1;
  if (fixed) return null;
  return `must be a list with one fixed point, like [{ lr: 0.001 }]: the self-tuning ruleset allows no search space (got ${
    points === null ? "a search space" : `${points} points`
  })`;
}

function authorProblems(authors: unknown): ValueProblem[] {
  if (authors === undefined) return [];
  if (!Array.isArray(authors)) {
    return [{ path: ["authors"], message: `must be a list of names, like ["Ada Lovelace"]${got(authors)}` }];
  }
  if (authors.length > 20) {
    return [{ path: ["authors"], message: `must have 20 names at most (it has ${authors.length})` }];
  }
  return authors.flatMap((author, index) => {
    const message = textProblem(author, 100);
    return message === null ? [] : [{ path: ["authors", index], message }];
  });
}

function paperProblem(paper: unknown): string | null {
  const wrong = textProblem(paper, 200);
  if (wrong !== null) return wrong;
  if (paperUrl(paper as string) !== null) return null;
  return `must be an arXiv id ("1412.6980"), a DOI ("10.1000/182") or an https:// address${got(paper)}`;
}
