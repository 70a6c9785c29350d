import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripTypes } from "../stripTypes.ts";

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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, generateGuestSources());
  process.stdout.write(`wrote ${target}\n`);
}
