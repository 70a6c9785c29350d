import type { Rule } from "./rule.ts";

const routeDefinition = /\bmethod:\s*"(\w+)",\s*path:\s*"([^"]+)"/g;

/** Every `createRoute` of apps/api stands in docs/api.md as `METHOD /v1/path`, with the parameters in braces. */
export const documentsListRoutes: Rule = {
  title: "docs/api.md lists every API route",
  check: (files) => {
    const listed = files.find((file) => file.path === "docs/api.md")?.text ?? "";
    return files
      .filter((file) => file.path.startsWith("apps/api/"))
      .flatMap((file) =>
        [...file.text.matchAll(routeDefinition)]
          .map((match) => `${(match[1] as string).toUpperCase()} /v1${match[2]}`)
          .filter((route) => !listed.includes(`\`${route}\``))
          .map((route) => ({ path: file.path, message: `docs/api.md does not list \`${route}\`` })),
      );
  },
};
