import { importGraph } from "../architecture/importChain.ts";
import { importsOf } from "./importsOf.ts";
import { isTest, type Rule } from "./rule.ts";
import { withoutTypes } from "./withoutTypes.ts";

/** The Worker, the site's server side and the score read these: a megabyte of tfjs has no business there. */
const withoutTensors =
  /^packages\/(base\/|core\/(schema|score)\/|charts\/|workloads\/(catalogue\.ts|[^/]+\/card\.ts))|^apps\/api\//;

export const noTensorsInData: Rule = {
  title:
    "schema, score, random, math, cards, charts and the API never load tfjs, themselves or by what they import",
  check(files) {
    const loaded = files.filter(({ path }) => /\.(ts|mts)$/.test(path)).map(withoutTypes);
    const graph = importGraph(loaded);
    const tensors = new Map(
      loaded.flatMap((file) => {
        const [found] = importsOf(file).filter((specifier) => specifier.startsWith("@tensorflow/"));
        return found === undefined ? [] : [[file.path, found]];
      }),
    );
    /** The way from a file to the first that loads tfjs. */
    const wayFrom = (start: string): readonly string[] | null => {
      const ways: (readonly string[])[] = [[start]];
      const seen = new Set([start]);
      for (const way of ways) {
        const file = way.at(-1) as string;
        if (tensors.has(file)) return way;
        for (const next of graph.get(file) ?? []) {
          if (seen.has(next)) continue;
          seen.add(next);
          ways.push([...way, next]);
        }
      }
      return null;
    };
    return files
      .filter(({ path }) => withoutTensors.test(path) && !isTest(path))
      .flatMap(({ path }) => {
        const way = wayFrom(path);
        if (way === null) return [];
        const by = way.slice(1).map((file) => ` by ${file}`);
        return [{ path, message: `loads ${tensors.get(way.at(-1) as string)}${by.join("")}` }];
      });
  },
};
