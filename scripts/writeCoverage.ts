// Writes docs/coverage.md from the reference submissions, their trajectories and their tests: node scripts/writeCoverage.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadEngine } from "../packages/core/sandbox/loadEngine.ts";
import { readReferences } from "../packages/core/submission/node/readReferences.ts";
import { renderCoverage } from "./coverage/renderCoverage.ts";

const root = new URL("../", import.meta.url);
const references = await readReferences(fileURLToPath(new URL("submissions/", root)), await loadEngine());
writeFileSync(new URL("docs/coverage.md", root), renderCoverage(references));
console.log(`docs/coverage.md: ${references.length} submissions`);
