import ts from "typescript";

/** A piece of an expression replaced: `whole` is the expression that is switched, `from`–`to` what of it is replaced. */
interface Change {
  readonly whole: readonly [number, number];
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface ClauseMutant {
  readonly id: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
}

const isSql = (node: ts.Node): node is ts.TaggedTemplateExpression =>
  ts.isTaggedTemplateExpression(node) && /^sql\b/u.test(node.tag.getText());

const ends = /^(?:AND|OR|WHERE|ORDER BY|GROUP BY|LIMIT|UNION|RETURNING|THEN|ON CONFLICT)\b/u;

/** Where the condition ends that starts at `at`: at the next of its level, a closing bracket, or the end. */
function endOfCondition(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const character = text[i] as string;
    if (text.startsWith("${", i) || character === "(" || character === "{") {
      depth++;
      if (character === "$") i++;
    } else if (character === ")" || character === "}") {
      if (depth === 0) return i;
      depth--;
    } else if (depth === 0 && (character === "," || character === "`")) return i;
    else if (depth === 0 && /\s/u.test(text[i - 1] ?? "") && ends.test(text.slice(i, i + 12))) return i;
  }
  return text.length;
}

/** In SQL: conditions left out, and comparisons with or without the equal case. */
function changesOfSql(node: ts.TaggedTemplateExpression, source: ts.SourceFile): Change[] {
  const start = node.template.getStart(source);
  const text = node.template.getText(source);
  const whole = [node.getStart(source), node.end] as const;
  const changes: Change[] = [];
  const inQuasi = quasiTest(node.template, source);
  for (const { index, 0: word } of text.matchAll(/\b(?:AND|OR)\s+/gu)) {
    if (!inQuasi(start + index)) continue;
    const to = endOfCondition(text, index + word.length);
    changes.push({ whole, from: start + index, to: start + to, text: "" });
  }
  for (const { index, 0: sign } of text.matchAll(/(?<=\s)(?:<=|>=|<|>)(?=\s)/gu)) {
    if (!inQuasi(start + index)) continue;
    const other = sign.length === 2 ? sign.slice(0, 1) : `${sign}=`;
    changes.push({ whole, from: start + index, to: start + index + sign.length, text: other });
  }
  return changes;
}

/** Whether a position lies in the template's own text, not in a value that is put into it. */
function quasiTest(template: ts.TemplateLiteral, source: ts.SourceFile): (position: number) => boolean {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return () => true;
  const values = template.templateSpans.map(({ expression }) => [
    expression.getStart(source),
    expression.end,
  ]);
  return (position) => !values.some(([from = 0, to = 0]) => position >= from && position < to);
}

/** Of drizzle's `and(…)`: each condition left out. */
const changesOfAnd = (node: ts.CallExpression, source: ts.SourceFile): Change[] =>
  node.arguments.map((argument) => ({
    whole: [node.getStart(source), node.end],
    from: argument.getStart(source),
    to: argument.end,
    text: "undefined",
  }));

function changesIn(source: ts.SourceFile): Change[] {
  const changes: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (isSql(node)) changes.push(...changesOfSql(node, source));
    if (ts.isCallExpression(node) && node.expression.getText(source) === "and") {
      changes.push(...changesOfAnd(node, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes;
}

/** Asks the switch that Stryker puts into every file: whether this mutant is on; counts that it was met. */
const clauseSwitch = (id: string) => `(stryCov_9fa48("${id}"), stryMutAct_9fa48("${id}"))`;

/** A condition that `clauseSwitch` wrote. */
export const isClauseSwitch = (condition: string): boolean => condition.startsWith("(stryCov_9fa48(");

/**
 * Puts a switch around every SQL template and every `and(…)`: `(on ? changed : as it was)`. Stryker's mutators do not look into
 * either, and most rules of a queue stand in them. Lines stay where they are.
 */
export function mutateClauses(
  code: string,
  prefix: string,
): { readonly code: string; readonly mutants: readonly ClauseMutant[] } {
  const source = ts.createSourceFile("source.ts", code, ts.ScriptTarget.Latest, true);
  const mutants: ClauseMutant[] = [];
  const before = new Map<number, string>();
  const after = new Map<number, string>();
  for (const change of changesIn(source)) {
    const [start, end] = change.whole;
    const id = `${prefix}${mutants.length}`;
    const changed = `${code.slice(start, change.from)}${change.text}${code.slice(change.to, end)}`;
    // No line breaks, and no comments that would then end nowhere.
    const flat = changed.replaceAll(/^\s*\/\/.*$/gmu, "").replaceAll(/\s*\n\s*/gu, " ");
    before.set(start, `${before.get(start) ?? ""}(${clauseSwitch(id)} ? ${flat} : `);
    after.set(end, `)${after.get(end) ?? ""}`);
    mutants.push({
      id,
      line: source.getLineAndCharacterOfPosition(change.from).line + 1,
      original: code.slice(change.from, change.to).trim(),
      replacement: change.text,
    });
  }
  const places = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => b - a);
  let result = code;
  for (const place of places) {
    const inserted = `${after.get(place) ?? ""}${before.get(place) ?? ""}`;
    result = `${result.slice(0, place)}${inserted}${result.slice(place)}`;
  }
  return { code: result, mutants };
}
