import { posix } from "node:path";
import type { SourceFile } from "./rule.ts";

const statement =
  /(?:^|\n)\s*(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']/g;
const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/**
 * What a file imports (types too). Imports inside the repository come as paths from its root (`packages/core/…`),
 * whether written relatively or as `@steepest/…`; all others as they are written.
 */
export function importsOf(file: SourceFile): string[] {
  const specifiers = [...file.text.matchAll(statement), ...file.text.matchAll(dynamic)].map(
    (match) => (match[1] ?? match[2]) as string,
  );
  return specifiers.map((specifier) => {
    if (specifier.startsWith(".")) return posix.join(posix.dirname(file.path), specifier);
    const workspace = specifier.match(
      /^@steepest\/(base|tensors|core|workloads|charts|api|site|submissions)\/(.+)$/,
    );
    if (workspace === null) return specifier;
    const folder = { api: "apps/api", site: "apps/site", submissions: "submissions" }[workspace[1] as string];
    return `${folder ?? `packages/${workspace[1]}`}/${workspace[2]}`;
  });
}
