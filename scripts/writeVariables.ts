// Writes the tables of variables in docs/deploy.md and docs/accounts.md from apps/api/settings/variables.ts: node scripts/writeVariables.ts
import { readFileSync, writeFileSync } from "node:fs";
import { withVariables } from "./variables/withVariables.ts";

for (const name of ["deploy", "accounts"] as const) {
  const path = new URL(`../docs/${name}.md`, import.meta.url);
  writeFileSync(path, withVariables(name, readFileSync(path, "utf8")));
  console.log(`docs/${name}.md`);
}
