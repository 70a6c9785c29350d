import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plugin } from "vite";

const name = "virtual:declarations";
const resolved = `\0${name}`;
const script = fileURLToPath(new URL("./printDeclarations.ts", import.meta.url));

/** Makes `virtual:declarations`: the types that the playground's editor knows, of the sources as they are when the site is built. */
export const declarationsPlugin = (): Plugin => ({
  name: "steepest-declarations",
  resolveId: (id) => (id === name ? resolved : undefined),
  async load(id) {
    if (id !== resolved) return undefined;
    const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 64 * 2 ** 20 });
    return `export default JSON.parse(${JSON.stringify(stdout.trim())});`;
  },
});
