import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { guestEntry, isGuestModule } from "./guestModules.ts";
import { lineEnd } from "./lineAt.ts";
import { SubmissionError } from "./submissionError.ts";

/** `./a/../b.ts` seen from `base`, as a path from the root; null where it leaves the root. */
export function resolveRelative(base: string, requested: string): string | null {
  const parts = base.split("/").slice(0, -1);
  for (const part of requested.split("/")) {
    if (part === "." || part === "") continue;
    if (part === "..") {
      if (parts.length === 0) return null;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join("/");
}

/** Which module an import means; null where there is none. Submissions see `steepest` and their own files, nothing else. */
export function findImport(source: SubmissionSource, base: string, requested: string): string | null {
  if (isGuestModule(base)) {
    const prefix = base.slice(0, base.indexOf("/") + 1);
    return prefix + resolveRelative(base.slice(prefix.length), requested);
  }
  if (requested === "steepest") return guestEntry;
  const relative = /^\.\.?\//.test(requested) ? resolveRelative(base, requested) : null;
  if (relative === null) return null;
  const found = [relative, `${relative}.ts`, `${relative}.js`].find((path) =>
    Object.hasOwn(source.files, path),
  );
  return found ?? null;
}

/** The same, or a SubmissionError `import-unknown` that says where it stands: for one import, since the file is read for it. */
export function resolveImport(source: SubmissionSource, base: string, requested: string): string {
  const found = findImport(source, base, requested);
  if (found !== null) return found;
  const line = (source.files[base] ?? "")
    .split(lineEnd)
    .findIndex((text) => /\b(import|from)\b/.test(text) && text.includes(requested));
  throw new SubmissionError({
    code: "import-unknown",
    message: `cannot import ${JSON.stringify(requested)}`,
    solution:
      'A submission can import from "steepest" and, by relative path, from its own files; packages and Node modules are not there.',
    file: base,
    line: line < 0 ? null : line + 1,
  });
}
