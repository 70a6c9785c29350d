// Rounds of the suite standard_heldout: `npm run heldout -- new` starts one, `npm run heldout -- publish SEED` ends its secrecy.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cards, suites } from "../packages/workloads/catalogue.ts";
import { drawVariants, seedSha256 } from "../packages/workloads/heldOut/drawVariants.ts";

const help = `Draws the held-out variants of the suite standard_heldout, round by round.

  npm run heldout -- new            writes the hash of a fresh seed to packages/workloads/heldOut/round.json and prints
                                    the seed: keep it secret, outside the repository, until all versions are in
  npm run heldout -- publish SEED   writes the seed of the round: from the commit's deployment on, versions that were
                                    submitted before now can be entered
  npm run heldout -- draw SEED      prints what a seed draws, to check a round or to practise
`;

const path = new URL("../packages/workloads/heldOut/round.json", import.meta.url);
const round = JSON.parse(readFileSync(path, "utf8")) as {
  readonly round: number;
  readonly seedSha256: string;
  readonly published: { readonly seed: string; readonly at: string } | null;
};

function write(next: typeof round): void {
  writeFileSync(path, `${JSON.stringify(next, null, 2)}\n`);
}

const { positionals } = parseArgs({ allowPositionals: true });
const [action, seed] = positionals;
if (action === "new") tell(start());
else if (action === "publish" && seed !== undefined) tell(publish(seed));
else if (action === "draw" && seed !== undefined) draw(seed);
else {
  console.log(help);
  process.exitCode = action === undefined ? 0 : 2;
}

/** What stands in the way, or null. */
function start(): string | null {
  if (round.published === null) {
    return `Round ${round.round} is not published yet: a new one would make its seed worthless.`;
  }
  const fresh = randomBytes(16).toString("hex");
  write({ round: round.round + 1, seedSha256: seedSha256(fresh), published: null });
  console.log(`Round ${round.round + 1}. Its seed, to be kept secret: ${fresh}`);
  return null;
}

function publish(text: string): string | null {
  if (round.published !== null) return `Round ${round.round} was published at ${round.published.at}.`;
  if (seedSha256(text) !== round.seedSha256) {
    return `That is not the seed of round ${round.round}: its SHA-256 is not ${round.seedSha256}.`;
  }
  write({ ...round, published: { seed: text, at: new Date().toISOString() } });
  draw(text);
  return null;
}

function draw(text: string): void {
  const standard = suites.find(({ id }) => id === "standard")?.workloads ?? [];
  for (const id of drawVariants(standard, cards, text)) console.log(id);
}

function tell(problem: string | null): void {
  if (problem === null) return;
  console.error(problem);
  process.exitCode = 1;
}
