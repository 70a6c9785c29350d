import { readdirSync, readFileSync } from "node:fs";
import { memory } from "@tensorflow/tfjs";
import { openCheatLab, runCheat, oneFile } from "./runCheat.ts";
const lab = await openCheatLab();
const dir = new URL("./sources/", import.meta.url);
for (const name of readdirSync(dir)) {
  const before = memory().numTensors; const t = performance.now();
  const r = await runCheat(lab, oneFile(readFileSync(new URL(name, dir), "utf8")));
  const o = r.outcome as any;
  console.log(name.padEnd(28), `${(performance.now()-t).toFixed(0)}ms`, memory().numTensors - before, o.kind, o.cause ?? "", o.code ?? "", (o.reason ?? "").slice(0, 130).replace(/\n/g," "), JSON.stringify(r.console).slice(0, 300));
}
