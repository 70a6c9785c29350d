import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plugin } from "vite";

const name = "virtual:references";
const resolved = `\0${name}`;
const folder = fileURLToPath(new URL("../../../../../submissions/", import.meta.url));
const script = fileURLToPath(new URL("./printReferences.ts", import.meta.url));

/**
 * Makes `virtual:references`: the reference submissions with their trajectories, read from submissions/ when the site is built. In a process of its
 * own, because what loads Astro's configuration is closed by then.
 */
export const referencesPlugin = (): Plugin => ({
  name: "steepest-references",
  resolveId: (id) => (id === name ? resolved : undefined),
  async load(id) {
    if (id !== resolved) return undefined;
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) this.addWatchFile(join(file.parentPath, file.name));
    }
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder], {
      maxBuffer: 64 * 2 ** 20,
    });
    return `export default JSON.parse(${JSON.stringify(stdout.trim())});`;
  },
});
