import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceFile } from "./rule.ts";

const ignoredFolders = new Set(["node_modules", "dist", "test-results"]);
const readEndings = /\.(ts|py|mts|mjs|astro|css|md|json|sql|cff)$/;

/** Every text file of ours that a rule may want to read. Folders with a leading dot hold nothing of that kind. */
export async function readRepository(root: string, folder = ""): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name) && !entry.name.startsWith(".")) {
        files.push(...(await readRepository(root, path)));
      }
    } else if (readEndings.test(entry.name) && entry.name !== "package-lock.json") {
      files.push({ path, text: await readFile(join(root, path), "utf8") });
    }
  }
  return files;
}
