// A process that, once told to, claims all the cores it can in a folder, says which, and lives until its stdin is closed.
import { once } from "node:events";
import { claimCore } from "../../src/cores/claimCore.ts";

const [folder = "", count = "0"] = process.argv.slice(2);
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.resume();
const claimed: number[] = [];
for (let core = 0; core < Number(count); core++)
  if (claimCore([core], folder, () => {}) !== null) claimed.push(core);
process.stdout.write(`${JSON.stringify(claimed)}\n`);
