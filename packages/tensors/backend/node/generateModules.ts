import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileModule, moduleNames } from "./compileModule.ts";
import { wasmSignatures } from "./wasmSignatures.ts";

/** The text of modules/NAME.generated.ts as it should be: both builds in base64, and what they export. */
export async function generateModule(name: string): Promise<string> {
  const fma = await compileModule(name, "fma");
  const plain = await compileModule(name, "plain");
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Exports`;
  const signatures = wasmSignatures(fma.binary);
  const declared = [...fma.declarations.matchAll(/^ {2}export function (\w+)\((.*)\): \w+;$/gm)].map(
    ([, method = "", parameters = ""]) => {
      const names = [...parameters.matchAll(/(\w+): \w+/g)].map(([, parameter]) => parameter).join(" ");
      return `  ${method}: ["${signatures.get(method)}", "${names}"],\n`;
    },
  );
  const methods = [...fma.declarations.matchAll(/^ {2}export function (\w+)\((.*)\): (\w+);$/gm)].map(
    ([, method, parameters, result]) => `  ${method}(${parameters}): ${result};\n`,
  );
  return `// Made by \`npm run generate -w @steepest/tensors\` from packages/tensors/backend/assembly/${name}. Do not edit.

export interface ${type} {
${methods.join("")}}

/** Types of the parameters (i32, f32, f64) and of the result, and the parameters' names. */
export const ${name}Signatures = {
${declared.join("")}} as const;

/** The module with fused multiply-add and the one without, in base64. */
export const ${name}Module = {
  name: "${name}",
  fma: "${Buffer.from(fma.binary).toString("base64")}",
  plain: "${Buffer.from(plain.binary).toString("base64")}",
} as const;
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : moduleNames) {
    const target = fileURLToPath(new URL(`../modules/${name}.generated.ts`, import.meta.url));
    writeFileSync(target, await generateModule(name));
    process.stdout.write(`wrote ${target}\n`);
  }
}
