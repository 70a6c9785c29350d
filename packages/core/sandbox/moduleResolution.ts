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

/** Which module an import means. Submissions see `steepest` and their own files, nothing else. */
export function resolveImport(source: SubmissionSource, base: string, requested: string): string {
  if (isGuestModule(base)) {
    const prefix = base.slice(0, base.indexOf("/") + 1);
    return prefix + resolveRelative(base.slice(prefix.length), requested);
  }
  if (requested === "steepest") return guestEntry;
  const relative = /^\.\.?\//.test(requested) ? resolveRelative(base, requested) : null;
  const found = [relative, `${relative}.ts`, `${relative}.js`].find(
    (path) => path !== null && Object.hasOwn(source.files, path),
  );
  if (relative !== null && found) return found;
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
