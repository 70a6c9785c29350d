// Writes docs/targets.md from the targets and their curves: node scripts/writeTargets.ts
import { writeFileSync } from "node:fs";
import { readEvidence } from "./targets/readEvidence.ts";
import { renderTargets } from "./targets/renderTargets.ts";

const evidence = readEvidence();
writeFileSync(new URL("../docs/targets.md", import.meta.url), renderTargets(evidence));
console.log(`docs/targets.md: ${evidence.length} targets`);
