// Makes five changes that AGENTS.md tells of in a scratch copy, each with what its row names alone: npm run agents   (-- WORD: the rows with this word)
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { changes } from "./agents/changes.ts";
import { placesOf } from "./agents/placesOf.ts";
import { scratchCopy } from "./agents/scratchCopy.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const agents = readFileSync(join(root, "AGENTS.md"), "utf8");

interface Ran {
  readonly isGood: boolean;
  readonly said: string;
}

function run(folder: string, words: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return { isGood: status === 0, said: `${stdout}${stderr}`.trim().split("\n").slice(-12).join("\n") };
}

/** What is wrong with a row, by making its change in a copy; null where it is true. */
function wrongWith({
  row,
  writes = {},
  edits = {},
  runs = [],
  proofs,
}: (typeof changes)[number]): string | null {
  const places = placesOf(agents, row);
  if (places === null) return "AGENTS.md has no such row";
  const touched = [...Object.keys(writes), ...Object.keys(edits)];
  const unnamed = touched.filter((path) => !places.some((place) => path === place || path.startsWith(place)));
  if (unnamed.length > 0) return `its row does not name ${unnamed.join(", ")}`;
  const copy = scratchCopy(root);
  try {
    if (run(copy.folder, proofs[0] ?? []).isGood)
      return "its proof passes without the change: it proves nothing";
    for (const [path, text] of Object.entries(writes)) {
      mkdirSync(dirname(join(copy.folder, path)), { recursive: true });
      writeFileSync(join(copy.folder, path), text);
    }
    for (const [path, pairs] of Object.entries(edits)) {
      const file = join(copy.folder, path);
      let text = readFileSync(file, "utf8");
      for (const [found, instead] of pairs) {
        if (!text.includes(found))
          return `${path} has no ${JSON.stringify(found)}: bring scripts/agents/changes.ts up to date`;
        text = text.replace(found, () => instead);
      }
      writeFileSync(file, text);
    }
    for (const words of [...runs, ...proofs]) {
      const { isGood, said } = run(copy.folder, words);
      if (!isGood) return `after it, node ${words.join(" ")} fails:\n${said}`;
    }
    return null;
  } finally {
    copy.remove();
  }
}

const word = process.argv[2] ?? "";
for (const change of changes.filter(({ row }) => row.includes(word))) {
  const began = performance.now();
  const wrong = wrongWith(change);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(wrong === null ? `✓ ${change.row} (${seconds} s)` : `✗ ${change.row}: ${wrong}`);
  if (wrong !== null) process.exitCode = 1;
}
