import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { type BuiltNetwork, goldenNetworkSchema } from "@steepest/core/harness/goldenNetwork.ts";
import {
  type GoldenProblem,
  type GoldenTrajectory,
  goldenProblemSchema,
  goldenTrajectorySchema,
  parseGolden,
  parsePythonJson,
} from "@steepest/core/harness/goldenTrajectory.ts";
import { denseNetwork } from "@steepest/workloads/golden/denseNetwork.ts";
import { z } from "zod";
import { readJsonFile } from "../files/readJsonFile.ts";

/** Reads a trajectory and, from the same folder or the one above, the problem that it was recorded on; each is checked field by field. */
export function readGolden(
  path: string,
  cwd: string,
): { readonly golden: GoldenTrajectory; readonly problem: GoldenProblem | BuiltNetwork } {
  const absolute = resolve(cwd, path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) {
    const inside = readdirSync(absolute).filter((name) => name.endsWith(".json"));
    throw new UserError({
      code: "golden-folder",
      what: `${path} is a folder; a trace compares with one trajectory.`,
      details: inside.length === 0 ? "It holds no .json file." : `It holds ${inside.join(", ")}.`,
      solution: `Give a file of it, such as ${join(path, inside[0] ?? "sgd.json")}.`,
    });
  }
  const value = readAny(path, cwd, "a golden-trajectory/1 file");
  expectFormat(value, path, ["golden-trajectory/1"]);
  const golden = parseGolden(goldenTrajectorySchema, value, path);
  const places = [".", ".."].map((folder) => join(dirname(path), folder, `${golden.problem}.json`));
  const shownPath = places.find((place) =>
    statSync(resolve(cwd, place), { throwIfNoEntry: false })?.isFile(),
  );
  if (shownPath === undefined) {
    throw new UserError({
      code: "no-golden-problem",
      what: `The trajectory is of ${golden.problem}, and ${golden.problem}.json is neither beside it nor one folder up.`,
      details: `Looked for ${places.map((place) => resolve(cwd, place)).join(" and ")}.`,
      solution: `Put the problem's file there, or correct \`problem\` in ${path}; docs/golden.md describes both files.`,
    });
  }
  const problem = readAny(shownPath, cwd, "the golden-problem/1 or golden-network/1 file of the trajectory");
  const format = expectFormat(problem, shownPath, ["golden-problem/1", "golden-network/1"]);
  if (format === "golden-problem/1")
    return { golden, problem: parseGolden(goldenProblemSchema, problem, shownPath) };
  const network = parseGolden(goldenNetworkSchema, problem, shownPath);
  return { golden, problem: { ...network, ...denseNetwork(network) } };
}

const readAny = (path: string, cwd: string, expected: string): unknown =>
  readJsonFile(path, cwd, z.unknown(), expected, parsePythonJson);

const others: Readonly<Record<string, string>> = {
  "golden-problem/1": "a problem; the trajectory is the file that names it in `problem`",
  "golden-network/1": "a problem; the trajectory is the file that names it in `problem`",
  "golden-trajectory/1": "a trajectory",
};

/** A file of another kind has no field as it should be: one sentence says so instead of a list of all. */
function expectFormat(value: unknown, path: string, formats: readonly string[]): string {
  const format: unknown =
    typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  const known = formats.find((one) => one === format);
  if (known !== undefined) return known;
  const expected = formats.join(" or ");
  const other = typeof format === "string" ? others[format] : undefined;
  throw new UserError({
    code: "golden-format",
    what: `${path} is not a ${expected} file.`,
    details:
      format === undefined
        ? `It has no field \`format\`; a golden file says "format": "${formats.join('" or "')}".`
        : `Its format is ${JSON.stringify(format)}${other === undefined ? "" : `: ${other}`}.`,
    solution: "Give the file that docs/golden.md describes, with its `format`.",
  });
}
