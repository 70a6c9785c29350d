import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { type SyntaxTrees, writeTrees } from "../astGraphs.ts";
import { syntaxTreeTable } from "../features.ts";
import { subtokens } from "../subtokens.ts";
import { type FunctionTree, namedFunctions } from "./namedFunctions.ts";
import { splitFunctions } from "./splitFunctions.ts";

/** Smallest and largest tree. */
const limits = { smallest: 10, largest: 200 };
/** How often a word occurs in the names of training functions to be a label. */
const labelOccurrences = 100;
const regions = { regions: 60, validation: 6, test: 6 };
/** A node has its kind and this many words. */
const wordsPerNode = syntaxTreeTable.perNode - 1;

/**
 * The named functions of the TypeScript compiler as syntax trees, labelled with the words of their names. What is a label, and which kinds and words have rows of
 * the feature table, comes from the training split.
 */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  onProgress("parsing the TypeScript compiler (typescript)");
  const text = await readFile(join(packageDirectory("typescript"), "lib/typescript.js"), "utf8");
  const source = ts.createSourceFile("typescript.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const split = splitFunctions(distinct(namedFunctions(source, limits)), regions);
  const labels = frequent(split.train.map(({ name }) => new Set(subtokens(name))))
    .filter(([, count]) => count >= labelOccurrences)
    .map(([word]) => word);
  const kinds = frequent(split.train.map((tree) => tree.kinds)).map(([kind]) => kind);
  const words = frequent(split.train.map(wordsOf))
    .map(([word]) => word)
    .slice(0, syntaxTreeTable.rows - 1 - kinds.length);
  const rows: FeatureRows = {
    kinds: new Map(kinds.map((kind, at) => [kind, 1 + at])),
    words: new Map(words.map((word, at) => [word, 1 + kinds.length + at])),
  };
  const file = (functions: readonly FunctionTree[]) => writeTrees(encodeTrees(functions, labels, rows));
  const names = { labels, kinds: kinds.map((kind) => ts.SyntaxKind[kind]), words };
  return {
    "train.bin": file(split.train),
    "validation.bin": file(split.validation),
    "test.bin": file(split.test),
    "names.json": new TextEncoder().encode(JSON.stringify(names)),
  };
}

interface FeatureRows {
  readonly kinds: ReadonlyMap<ts.SyntaxKind, number>;
  readonly words: ReadonlyMap<string, number>;
}

/** Functions without those that repeat an earlier one, name and tree. */
function distinct(functions: readonly FunctionTree[]): readonly FunctionTree[] {
  const seen = new Set<string>();
  return functions.filter(({ name, kinds, identifiers, parents }) => {
    const content = JSON.stringify([name, kinds, identifiers, parents]);
    const isNew = !seen.has(content);
    seen.add(content);
    return isNew;
  });
}

const wordsOf = ({ identifiers }: FunctionTree): readonly string[] =>
  identifiers.flatMap((identifier) => (identifier === null ? [] : subtokens(identifier)));

/** Items with how often they occur, the most frequent first, of equals the one seen first. */
function frequent<Item>(lists: readonly Iterable<Item>[]): readonly [Item, number][] {
  const counts = new Map<Item, number>();
  for (const list of lists) for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function encodeTrees(
  functions: readonly FunctionTree[],
  labels: readonly string[],
  rows: FeatureRows,
): SyntaxTrees {
  const column = (of: (tree: FunctionTree) => readonly number[]) =>
    Uint16Array.from(functions.flatMap((tree) => of(tree)));
  const word = (place: number) =>
    column(({ identifiers }) => identifiers.map((identifier) => knownWords(identifier, rows)[place] ?? 0));
  return {
    nodeCounts: Uint16Array.from(functions, ({ kinds }) => kinds.length),
    columns: {
      kind: column(({ kinds }) => kinds.map((kind) => rows.kinds.get(kind) ?? 0)),
      word0: word(0),
      word1: word(1),
      word2: word(2),
      parent: column(({ parents }) => parents),
      slot: column(({ slots }) => slots),
      nextUse: column(nextUses),
    },
    labels: column(({ name }) => {
      const own = subtokens(name);
      return labels.map((label) => (own.includes(label) ? 1 : 0));
    }),
  };
}

const knownWords = (identifier: string | null, { words }: FeatureRows): readonly number[] =>
  identifier === null
    ? []
    : subtokens(identifier)
        .flatMap((word) => words.get(word) ?? [])
        .slice(0, wordsPerNode);

/** For every node the place where its identifier occurs next, 0 for none. */
function nextUses({ identifiers }: FunctionTree): readonly number[] {
  const next = identifiers.map(() => 0);
  const last = new Map<string, number>();
  for (const [at, identifier] of identifiers.entries()) {
    if (identifier === null) continue;
    const before = last.get(identifier);
    if (before !== undefined) next[before] = at;
    last.set(identifier, at);
  }
  return next;
}
