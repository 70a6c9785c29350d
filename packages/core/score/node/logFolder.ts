import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface LogFolder {
  /** Names of folders, in natural order, so that study_10 comes after study_9. */
  readonly folders: readonly string[];
  /** Names of everything else. */
  readonly files: readonly string[];
}

/**
 * What a folder holds. Links count as what they lead to, as for AlgoPerf's tools, which walk by `os.listdir`, `os.path.isdir` and
 * `open`; a link that leads nowhere counts as a file.
 */
export function logFolder(path: string): LogFolder {
  const names = readdirSync(path).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const isFolder = (name: string) =>
    statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() === true;
  const folders = names.filter(isFolder);
  return { folders, files: names.filter((name) => !folders.includes(name)) };
}

/** What was found and not read, gathered by reason, so that a thousand folders of a kind make one line. */
export class LogNotes {
  readonly #places = new Map<string, string[]>();

  add(reason: string, place: string): void {
    const places = this.#places.get(reason) ?? [];
    places.push(place);
    this.#places.set(reason, places);
  }

  /** A line a reason, with the first places that it holds for. */
  lines(): string[] {
    return [...this.#places].map(([reason, places]) => {
      const named = places.slice(0, 3).join(", ");
      const more = places.length > 3 ? ` and ${places.length - 3} more` : "";
      return `${reason}: ${named}${more}`;
    });
  }
}
