import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { repositoryRoot } from "@steepest/workloads/node/repositoryRoot.ts";

const folder = join(repositoryRoot, "docs");

/** Names of the documents that come with this program, `contract` before all others: it says how a submission is written. */
export const documentNames = (): string[] => {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3));
  return ["contract", ...names.filter((name) => name !== "contract").sort()];
};

/** The text of one of them. Throws a UserError for any other name. */
export function readDocument(name: string): string {
  const known = documentNames();
  // Compared with the list: a name is no path.
  if (known.includes(name)) return readFileSync(join(folder, `${name}.md`), "utf8");
  throw new UserError({
    code: "unknown-document",
    what: `There is no document "${name}".`,
    solution: `Take one of ${known.join(", ")}.`,
  });
}
