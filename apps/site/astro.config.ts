import { fileURLToPath } from "node:url";
import cloudflare from "@astrojs/cloudflare";
import { satteri } from "@astrojs/markdown-satteri";
import { referenceFiles } from "@steepest/core/submission/node/referenceFiles.ts";
import { defineConfig } from "astro/config";
import { declarationsPlugin } from "./src/data/node/declarationsPlugin.ts";
import { referencesPlugin } from "./src/data/node/referencesPlugin.ts";
import { scrolledBoxes } from "./src/data/node/scrolledBoxes.ts";
import { visitorsOnlyPlugin } from "./src/data/node/visitorsOnlyPlugin.ts";
import { documentUrl } from "./src/format/documentUrl.ts";

const submissions = fileURLToPath(new URL("../../submissions/", import.meta.url));
const references = new Map([...referenceFiles(submissions)].map(([name, file]) => [file, name]));

export default defineConfig({
  output: "server",
  adapter: cloudflare({ imageService: "passthrough", prerenderEnvironment: "node" }),
  // Nothing here keeps a session, so no KV namespace is bound.
  session: false,
  trailingSlash: "ignore",
  build: { inlineStylesheets: "never", format: "file" },
  // Classes instead of inline styles: the content security policy allows no style attributes.
  markdown: {
    syntaxHighlight: "prism",
    processor: satteri({
      mdastPlugins: [
        {
          name: "document-links",
          link: (node, context) => context.setProperty(node, "url", documentUrl(node.url, references)),
        },
      ],
      hastPlugins: [
        ...scrolledBoxes,
        {
          name: "aligned-cells",
          element: {
            filter: ["th", "td"],
            visit: (node, context) => {
              // A header that says nothing is none.
              if (node.tagName === "th" && context.textContent(node).trim() === "")
                return { type: "element", tagName: "td", properties: {}, children: [] };
              const { style } = node.properties;
              if (typeof style !== "string") return;
              context.setProperty(node, "style", null);
              if (style.includes("right")) context.setProperty(node, "className", ["number"]);
            },
          },
        },
      ],
    }),
  },
  devToolbar: { enabled: false },
  vite: {
    plugins: [referencesPlugin(), visitorsOnlyPlugin()],
    build: { assetsInlineLimit: 0 },
    // Workers are bundled by themselves.
    worker: { format: "es", plugins: () => [declarationsPlugin()] },
  },
});
