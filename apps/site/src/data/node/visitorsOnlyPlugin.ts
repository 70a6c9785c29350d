import type { Plugin } from "vite";

/** Pages that are rendered at build time know of no request, and Node, which renders them, has neither bindings nor the API's engine: there they are a visitor's. */
export const visitorsOnlyPlugin = (): Plugin => ({
  name: "visitors-only",
  enforce: "pre",
  applyToEnvironment: ({ name }) => name === "prerender",
  load: (id) =>
    /\/data\/whoAsks\.ts$/.test(id)
      ? 'export const whoAsks = async () => null;\nexport const githubOrigin = () => "https://github.com";\nexport const siteOrigin = () => "";'
      : null,
});
