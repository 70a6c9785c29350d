// Tries the claims of the literature: npm run claims
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { labFileSchema } from "../packages/core/schema/labFile.ts";
import { claims } from "./claims/claims.ts";
import { resultPath, writeClaimsPage } from "./claims/claimsPage.ts";

const help = `Runs the lab for each claim that has no result yet, and writes docs/claims.md from the results (scripts/claims/results). Goes on where it
was stopped. Numbers are counted, not timed: they are the same on any machine and under any load.

  npm run claims -- [ID]... [--list] [--again] [--page]

  ID       only these claims
  --list   say what there is, and run nothing
  --again  run them though they have results
  --page   write the page from the results there are, and run nothing
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean", default: false },
    again: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((id) => !claims.some((claim) => claim.id === id));
if (unknown.length > 0) {
  console.error(`There is no claim ${unknown.join(", ")}.\n→ npm run claims -- --list says what there is.`);
  process.exit(2);
}
const asked = claims.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

function runClaims(): void {
  const runs = asked.flatMap(({ id, runs = {} }) =>
    Object.entries(runs).map(([name, words]) => ({ id, name, words })),
  );
  const missing = runs.filter(({ id, name }) => values.again || !existsSync(resultPath(id, name)));
  mkdirSync("scripts/claims/results", { recursive: true });
  for (const [at, { id, name, words }] of missing.entries()) {
    const began = performance.now();
    console.log(`${at + 1} of ${missing.length}  ${id}, ${name}: steepest lab ${words.join(" ")}`);
    const said = spawnSync(process.execPath, ["apps/runner/bin/steepest.mjs", "lab", ...words, "--json"], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (said.status !== 0) {
      console.error(`${id}, ${name} ended with code ${said.status}; the others go on.`);
      process.exitCode = 1;
      continue;
    }
    // Without what `--json` adds: the report, and where its files lie.
    const file = labFileSchema.parse(JSON.parse(said.stdout));
    writeFileSync(resultPath(id, name), `${JSON.stringify(file)}\n`);
    writeClaimsPage();
    console.log(`  ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
}

if (values.help) console.log(help);
else if (values.list) {
  for (const { id, claim, runs = {}, cannot } of asked) {
    const tried = Object.keys(runs).every((name) => existsSync(resultPath(id, name)));
    console.log(`${cannot ? "cannot be tried" : tried ? "tried" : "to be tried"}  ${id}: ${claim}`);
  }
} else {
  if (!values.page) runClaims();
  writeClaimsPage();
  console.log(`docs/claims.md: ${claims.length} claims`);
}
