// Writes docs/architecture.md and its figure from the imports of the tree: node scripts/writeArchitecture.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawArchitecture, renderArchitecture } from "./architecture/renderArchitecture.ts";
import { readRepository } from "./rules/readRepository.ts";

const root = new URL("../", import.meta.url);
const files = await readRepository(fileURLToPath(root));
writeFileSync(new URL("docs/architecture.md", root), renderArchitecture(files));
writeFileSync(new URL("docs/images/architecture.svg", root), drawArchitecture(files));
console.log("Wrote docs/architecture.md and docs/images/architecture.svg.");
