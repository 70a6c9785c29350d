import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type LabFile, labFileSchema } from "../../packages/core/schema/labFile.ts";
import type { Claim, ClaimVerdict } from "./claim.ts";
import { claims } from "./claims.ts";

const root = new URL("../../", import.meta.url);

export const resultPath = (id: string, run: string): string =>
  fileURLToPath(new URL(`scripts/claims/results/${id}.${run}.json`, root));

/** The results of a claim's runs, or null where one is missing. */
export function resultsOf({ id, runs = {} }: Claim): Record<string, LabFile> | null {
  const names = Object.keys(runs);
  if (names.length === 0 || !names.every((name) => existsSync(resultPath(id, name)))) return null;
  return Object.fromEntries(
    names.map((name) => [name, labFileSchema.parse(JSON.parse(readFileSync(resultPath(id, name), "utf8")))]),
  );
}

export function verdictOf(claim: Claim): ClaimVerdict | null {
  const results = resultsOf(claim);
  return results === null || claim.judge === undefined ? null : claim.judge(results);
}

const cell = (text: string) => text.replaceAll("|", "\\|");

/** docs/claims.md, from the claims and what their runs gave. */
export function claimsPage(): string {
  const rows = claims.map((claim) => ({ claim, verdict: verdictOf(claim) }));
  const count = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).length;
  const commands = ({ runs = {} }: Claim) =>
    Object.values(runs)
      .map((words) => `\`steepest lab ${words.join(" ")}\``)
      .join("<br>");
  const remarkOf = ({ remark }: Claim) => (remark === undefined ? "" : `<br>${cell(remark)}`);
  const tried = rows.filter(({ verdict }) => verdict !== null);
  const open = rows.filter(({ claim, verdict }) => verdict === null && claim.cannot === undefined);
  const cannot = rows.filter(({ claim }) => claim.cannot !== undefined);
  return `# Claims of the literature, tried

What papers say, the command that tries it here, and what came out. Small models and short runs: a claim that holds here may fail at scale, and one that fails here may
hold there. A claim that fails stays on the page. Submissions of the external ruleset run at the middle of their search spaces, \`self\` ones at their fixed points. Numbers are counted, not
timed, so the same command gives the same digits on any machine. Commands that are shorter than they were first meant to be say so in a remark. \`npm run claims\` writes this page; [the lab](lab.md) says what the instruments measure.

${tried.length} tried: ${count(({ verdict }) => verdict?.holds === true)} hold, ${count(({ verdict }) => verdict?.holds === false)} do not hold here.${open.length === 0 ? "" : ` ${open.length} are still to be tried.`} ${cannot.length} cannot be tried yet.

## Tried

| claim | measured | here |
| --- | --- | --- |
${tried.map(({ claim, verdict }) => `| ${cell(claim.claim)}. ${cell(claim.source)}<br>${cell(commands(claim))}${remarkOf(claim)} | ${cell(verdict?.measured ?? "")} | ${verdict?.holds ? "holds" : "**does not hold**"} |`).join("\n")}
${
  open.length === 0
    ? ""
    : `
## To be tried

| claim | command |
| --- | --- |
${open.map(({ claim }) => `| ${cell(claim.claim)}. ${cell(claim.source)} | ${cell(commands(claim))}${remarkOf(claim)} |`).join("\n")}
`
}
## Not to be tried yet

| claim | what is missing |
| --- | --- |
${cannot.map(({ claim }) => `| ${cell(claim.claim)}. ${cell(claim.source)} | ${cell(claim.cannot ?? "")} |`).join("\n")}
`;
}

export const writeClaimsPage = (): void => writeFileSync(new URL("docs/claims.md", root), claimsPage());
