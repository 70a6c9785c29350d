import type { Plugin } from "vite";

/** Where the site will be, as whoever builds it says: search engines and social cards want whole addresses of pages that are built before anybody asks. */
const address = process.env["STEEPEST_URL"];
const builtFor = address === undefined ? "" : new URL(address).origin;

/** Pages that are rendered at build time know of no request, and Node, which renders them, has neither bindings nor the API's engine: there they are a visitor's. */
export const visitorsOnlyPlugin = (): Plugin => ({
  name: "visitors-only",
  enforce: "pre",
  applyToEnvironment: ({ name }) => name === "prerender",
  load: (id) => stubs.find(({ file }) => file.test(id))?.code ?? null,
});

const stubs = [
  {
    file: /\/data\/whoAsks\.ts$/,
    code: `export const whoAsks = async () => null;\nexport const githubOrigin = () => "https://github.com";\nexport const siteOrigin = () => ${JSON.stringify(builtFor)};`,
  },
  {
    file: /\/data\/keptPages\.ts$/,
    code: "export const mayKeep = () => false;\nexport const keptPage = async () => null;\nexport const keepPage = (page, nonce, response) => response;",
  },
];
