import { isTest, type Rule, type Violation } from "./rule.ts";

/** The words of docs/rules.md, and what nobody calls them. */
const synonyms: readonly (readonly [string, RegExp])[] = [
  ["board", /\bleader-?boards?\b/i],
  ["workload", /\b(benchmark|training) tasks?\b/i],
  ["trial", /\b(training jobs?|tuning runs?)\b/i],
  ["hyperparameter", /\bhyper-parameters?\b/i],
  ["runner", /\b(worker machines?|agent machines?)\b/i],
  ["price list", /\b(cost|price) tables?\b/i],
  ["reference time", /\b(virtual|simulated|logical) (time|seconds)\b/i],
  ["evaluation period", /\b(evaluation|eval) (intervals?|frequency)\b/i],
  ["hardware class", /\b(hardware|machine|device) (types?|kinds?)\b|\b(machine|device) class(es)?\b/i],
  ["time-to-target", /\btime-to-accuracy\b/i],
  ["ruleset", /\btuning tracks?\b/i],
];

const isProse = (path: string) => /^(README|CONTRIBUTING|SECURITY|AGENTS)\.md$|^docs\/[^/]+\.md$/.test(path);
const isCode = (path: string) =>
  /^(packages|apps|scripts|submissions)\/.*\.(ts|astro)$/.test(path) &&
  !isTest(path) &&
  !path.includes("/assembly/") &&
  !/\.generated\.ts$|^scripts\/rules\//.test(path);

/** A type that packages and apps export is declared once; submissions and scripts are programs of their own. */
function typesTwice(files: Parameters<Rule["check"]>[0]): Violation[] {
  const places = new Map<string, string[]>();
  for (const { path, text } of files) {
    if (!isCode(path) || !/^(packages|apps)\//.test(path)) continue;
    for (const [, name = ""] of text.matchAll(/^export (?:abstract )?(?:interface|type|class|enum) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), path]);
  }
  return [...places]
    .filter(([, paths]) => paths.length > 1)
    .flatMap(([name, paths]) =>
      paths.map((path) => ({
        path,
        message: `exports a type ${name}, as ${paths.filter((other) => other !== path).join(" and ")} does`,
      })),
    );
}

export const oneName: Rule = {
  title: "a thing has one name, and a name one thing",
  check: (files) => [
    ...files
      .filter(({ path }) => isProse(path) || isCode(path))
      .flatMap(({ path, text }) =>
        synonyms.flatMap(([word, synonym]) => {
          const found = synonym.exec(text);
          return found === null ? [] : [{ path, message: `says "${found[0]}": the word is ${word}` }];
        }),
      ),
    ...typesTwice(files),
  ],
};
