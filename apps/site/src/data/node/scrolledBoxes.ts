import type { SatteriProcessorOptions } from "@astrojs/markdown-satteri";

/** What of a document is wider than a phone scrolls in a box of its own, which the keyboard reaches; a table's is named after the heading that it stands under. */
export const scrolledBoxes = [
  {
    name: "scrolled-tables",
    element: {
      filter: ["table"],
      visit: (node, context) => {
        const before = context.parent(node)?.children.slice(0, context.indexOf(node)) ?? [];
        const isOneOf = (names: RegExp) => (one: (typeof before)[number]) =>
          one.type === "element" && names.test(one.tagName);
        const heading = before.findLast(isOneOf(/^h[1-6]$/));
        const under = heading === undefined ? "" : `, ${context.textContent(heading).trim()}`;
        const ariaLabel = `Table ${before.filter(isOneOf(/^table$/)).length + 1}${under}`;
        context.wrapNode(node, {
          type: "element",
          tagName: "section",
          properties: { className: ["table-scroll"], tabIndex: 0, ariaLabel },
          children: [],
        });
      },
    },
  },
  {
    name: "scrolled-code",
    element: {
      filter: ["pre"],
      visit: (node, context) => context.setProperty(node, "tabIndex", 0),
    },
  },
] satisfies SatteriProcessorOptions["hastPlugins"];
