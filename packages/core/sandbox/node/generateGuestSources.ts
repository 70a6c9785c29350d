import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripTypes } from "../stripTypes.ts";
import { countLoops } from "./countLoops.ts";

const guestFolder = fileURLToPath(new URL("../../submission/guest/", import.meta.url));
const target = fileURLToPath(new URL("../guestSources.generated.ts", import.meta.url));

/** The text of guestSources.generated.ts as it should be: every file of the guest, its types stripped. */
export function generateGuestSources(): string {
  const files = readdirSync(guestFolder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.includes(".test"))
    .sort();
  const entries = files.map((path) => {
    const code = stripTypes(path, readFileSync(join(guestFolder, path), "utf8"));
    return `  ${JSON.stringify(path)}: ${JSON.stringify(code)},\n`;
  });
  return `// Made by \`npm run generate -w @steepest/core\` from packages/core/submission/guest. Do not edit.\n\n/** JavaScript of the module \`steepest\` by path. */\nexport const guestSources: Readonly<Record<string, string>> = {\n${entries.join("")}};\n`;
}

const engine = createRequire(import.meta.url).resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
const engineTarget = fileURLToPath(new URL("../countedEngine.generated.ts", import.meta.url));

/** The text of countedEngine.generated.ts as it should be: QuickJS's module, which counts its loops, in base64. */
export function generateCountedEngine(): string {
  const module = Buffer.from(countLoops(readFileSync(engine))).toString("base64");
  return `// Made by \`npm run generate -w @steepest/core\` from @jitl/quickjs-wasmfile-release-sync by node/countLoops.ts. Do not edit.\n\n/** QuickJS in WebAssembly that counts its loops, in base64. */\nexport const countedEngine =\n  "${module}";\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, generateGuestSources());
  writeFileSync(engineTarget, generateCountedEngine());
  process.stdout.write(`wrote ${target}\nwrote ${engineTarget}\n`);
}
