import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ClaimStanding, type ShownClaim, standings } from "../../apps/site/src/claims/shownClaim.ts";
import { type LabFile, labFileSchema } from "../../packages/core/schema/labFile.ts";
import type { Claim, ClaimVerdict } from "./claim.ts";
import { claimTopics } from "./claims.ts";

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

/** All claims with what their runs gave. */
export function shownClaims(): ShownClaim[] {
  return claimTopics.flatMap(({ title, claims }) =>
    claims.map((claim): ShownClaim => {
      const verdict = verdictOf(claim);
      const untried = claim.cannot === undefined ? "to be tried" : "cannot be tried";
      return {
        id: claim.id,
        topic: title,
        claim: claim.claim,
        source: claim.source,
        standing: verdict === null ? untried : verdict.holds ? "holds" : "does not hold",
        found: verdict?.measured ?? claim.cannot ?? null,
        commands: Object.values(claim.runs ?? {}).map((words) => `steepest lab ${words.join(" ")}`),
        remark: claim.remark ?? null,
      };
    }),
  );
}

/** docs/claims.md, from the claims and what their runs gave: by topic, what was found before what is to be tried. */
export function claimsPage(): string {
  const shown = shownClaims();
  const count = (standing: ClaimStanding, of = shown) =>
    of.filter((claim) => claim.standing === standing).length;
  const chapters = claimTopics.map(({ title }) => ({
    title,
    claims: standings.flatMap((standing) =>
      shown.filter((claim) => claim.topic === title && claim.standing === standing),
    ),
  }));
  return `# Claims of the literature, tried

What papers say, the command that tries it here, and what came out. Small models and short runs: a claim that holds here may fail at scale, and one that fails here may
hold there. A claim that fails stays on the page. Submissions of the external ruleset run at the middle of their search spaces, \`self\` ones at their fixed points. Numbers are counted, not
timed, so the same command gives the same digits on any machine. Commands that are shorter than they were first meant to be say so. \`npm run claims\` writes this page, and what \`/claims\` of the site shows, where they can be searched;
[the lab](lab.md) says what the instruments measure.

| | ${standings.join(" | ")} |
| --- | ${standings.map(() => "---:").join(" | ")} |
${chapters.map(({ title, claims }) => `| [${title}](#${slugOf(title)}) | ${standings.map((standing) => count(standing, claims) || "").join(" | ")} |`).join("\n")}
| all | ${standings.map((standing) => count(standing)).join(" | ")} |
${chapters.map(({ title, claims }) => `\n## ${title}\n\n${claims.map(item).join("\n")}\n`).join("")}`;
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");

const item = ({ claim, source, standing, found, commands, remark }: ShownClaim): string =>
  [
    `- **${standing}**: ${claim}. *${source}*`,
    ...[found, remark].flatMap((text) =>
      text === null ? [] : [`  ${/[.)]$/.test(text) ? text : `${text}.`}`],
    ),
    ...commands.map((command) => `  \`${command}\``),
  ].join("\\\n");

/** The same for the site. */
export const claimsModule = (): string =>
  `// Written by \`npm run claims\`: what the results in scripts/claims/results say.
import type { ShownClaim } from "./shownClaim.ts";

export const claims: readonly ShownClaim[] = ${JSON.stringify(shownClaims(), null, 2)};
`;

export const claimsModulePath = new URL("apps/site/src/claims/claims.generated.ts", root);

export function writeClaimsPage(): void {
  writeFileSync(new URL("docs/claims.md", root), claimsPage());
  writeFileSync(claimsModulePath, claimsModule());
}
