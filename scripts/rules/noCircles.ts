import { importGraph } from "../architecture/importChain.ts";
import { isTest, type Rule, type SourceFile } from "./rule.ts";
import { withoutTypes } from "./withoutTypes.ts";

/** Files that import each other in a circle, each circle once (Tarjan 1972, strongly connected components). */
function circlesOf(files: readonly SourceFile[]): string[][] {
  const graph = importGraph(files.map(withoutTypes));
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    number.set(file, number.size);
    lowest.set(file, number.get(file) as number);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!number.has(next)) visit(next);
      else if (!open.includes(next)) continue;
      lowest.set(file, Math.min(lowest.get(file) as number, lowest.get(next) as number));
    }
    if (lowest.get(file) !== number.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle);
  };
  for (const file of graph.keys()) if (!number.has(file)) visit(file);
  return circles;
}

export const noCircles: Rule = {
  title: "no files import each other in a circle",
  check: (files) =>
    circlesOf(files.filter(({ path }) => /\.(ts|mts|astro)$/.test(path) && !isTest(path))).map((circle) => ({
      path: circle[0] as string,
      message: `is in a circle with ${circle.slice(1).join(", ")}: move what both need to one of them, or to a third`,
    })),
};
