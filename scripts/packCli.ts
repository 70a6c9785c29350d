// The command line as one package that installs from the registry alone: npm run pack   (-- --out DIR)
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { packCli } from "./pack/packCli.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: "dist" } } });
const out = resolve(values.out);
const folder = await mkdtemp(join(tmpdir(), "steepest-pack-"));
try {
  await packCli(folder);
  await mkdir(out, { recursive: true });
  const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", out], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(printed) as { filename: string; size: number; entryCount: number }[];
  if (packed === undefined) throw new Error("npm pack made nothing");
  process.stdout.write(
    `${join(out, packed.filename)}: ${(packed.size / 1e6).toFixed(1)} MB, ${packed.entryCount} files\n` +
      `Install it: npm install ${join(out, packed.filename)}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
