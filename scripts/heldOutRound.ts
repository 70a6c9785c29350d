// Rounds of the suite standard_heldout: `npm run heldout -- new` starts one, `npm run heldout -- publish SEED` ends its secrecy.
import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cards, suites } from "../packages/workloads/catalogue.ts";
import { type Candidates, drawVariants, seedSha256 } from "../packages/workloads/heldOut/drawVariants.ts";

const help = `Draws the held-out variants of the suite standard_heldout, round by round.

  npm run heldout -- new            writes the hash of a fresh seed, and the variants there are to draw from, to
                                    packages/workloads/heldOut/round.json and prints the seed: keep it secret, outside the
                                    repository, until all versions are in (--anew: ends the round under way without a draw)
  npm run heldout -- publish SEED   writes the seed of the round: from the commit's deployment on, versions that were
                                    submitted before now can be entered
  npm run heldout -- draw SEED      prints what a seed draws, to check a round or to practise
`;

const path = new URL("../packages/workloads/heldOut/round.json", import.meta.url);
const round = JSON.parse(readFileSync(path, "utf8")) as {
  readonly round: number;
  readonly seedSha256: string;
  readonly candidates: Candidates;
  readonly published: { readonly seed: string; readonly at: string } | null;
};

function write(next: typeof round): void {
  // Written aside and renamed: every import of the catalogue reads this file.
  const aside = new URL("round.json.part", path);
  writeFileSync(aside, `${JSON.stringify(next, null, 2)}\n`);
  renameSync(aside, path);
}

const asked = read(process.argv.slice(2));
const [action, seed] = asked.positionals;
if (asked.help) console.log(help);
else if (asked.problem !== null) tell(asked.problem, 2);
else if (action === "new") tell(start(asked.anew));
else if (action === "publish" && seed !== undefined) tell(publish(seed));
else if (action === "draw" && seed !== undefined) tell(draw(seed));
else tell(`I do not understand "${asked.positionals.join(" ")}".\n\n${help}`, 2);

function read(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { anew: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
    return { positionals, ...values, help: values.help || positionals.length === 0, problem: null };
  } catch (error) {
    // An option that there is not.
    const problem = `${error instanceof Error ? error.message : error}\n\n${help}`;
    return { positionals: [], anew: false, help: false, problem };
  }
}

/** What stands in the way, or null. */
function start(anew: boolean): string | null {
  if (round.published === null && !anew) {
    return `Round ${round.round} is not published yet. A new one makes its seed worthless: say --anew if that is what you want.`;
  }
  const bases = standard();
  const candidates = Object.fromEntries(
    bases.map((base) => [base, cards.filter(({ variantOf }) => variantOf === base).map(({ id }) => id)]),
  );
  const bare = bases.filter((base) => candidates[base]?.length === 0);
  if (bases.length === 0 || bare.length > 0) {
    return `The suite standard or variants of it have no targets yet: ${bare.join(", ") || "standard"}.`;
  }
  const fresh = randomBytes(16).toString("hex");
  // A number stands for one seed, so that nobody can draw seeds until one suits them without its being seen.
  const number = round.round + 1;
  write({ round: number, seedSha256: seedSha256(fresh), candidates, published: null });
  console.log(`Round ${number}. Its seed, to be kept secret: ${fresh}`);
  return null;
}

function publish(text: string): string | null {
  if (round.published !== null) return `Round ${round.round} was published at ${round.published.at}.`;
  if (seedSha256(text) !== round.seedSha256) {
    return `That is not the seed of round ${round.round}: its SHA-256 is not ${round.seedSha256}.`;
  }
  const problem = draw(text);
  if (problem === null) write({ ...round, published: { seed: text, at: new Date().toISOString() } });
  return problem;
}

function draw(text: string): string | null {
  for (const id of drawVariants(round.candidates, text)) console.log(id);
  return null;
}

function standard(): readonly string[] {
  return suites.find(({ id }) => id === "standard")?.workloads ?? [];
}

function tell(problem: string | null, code = 1): void {
  if (problem === null) return;
  console.error(problem);
  process.exitCode = code;
}
