import ts from "typescript";
import { isClauseSwitch } from "./clauses.ts";

export interface Place {
  readonly text: string;
  /** Why the change says nothing of the tests: empty for a copy that our own switches made, null where it is tried. */
  readonly leftOut: string | null;
  readonly atLoad: boolean;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The rules by which changes are left out, in the words of the page. */
export const leftOutRules = {
  texts:
    "texts for people: strings of several words, and whatever stands in the arguments of an error or in a `message`, `title`, `detail`, `details`, `what`, `solution` or `summary`",
  sql: "whole SQL templates (a statement without its text fails in the database, so it is always noticed)",
} as const;

const textKeys = new Set(["message", "title", "detail", "details", "what", "solution", "summary"]);

const isErrorCall = (node: ts.Node): boolean =>
  (ts.isNewExpression(node) && /(?:Error|Problem)$/u.test(node.expression.getText())) ||
  (ts.isCallExpression(node) && /\.describe$/u.test(node.expression.getText()));

const isText = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node) && textKeys.has(node.name.getText().replaceAll('"', ""));

/** Several words: "a b", also with values between. Names, codes and paths have no blank. */
const isSentence = (node: ts.Node): boolean =>
  (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) &&
  /[\p{L}}] |\s[\p{L}$]/u.test(node.getText());

/** Within the condition of one of our switches, or the changed side of it. */
const isOfSwitch = (node: ts.Node): boolean =>
  ts.isConditionalExpression(node.parent) &&
  isClauseSwitch(node.parent.condition.getText()) &&
  node.parent.whenFalse !== node;

function leftOutOf(node: ts.Node, mutator: string): string | null {
  if (ts.isTemplateLiteral(node) && ts.isTaggedTemplateExpression(node.parent)) return leftOutRules.sql;
  if (mutator === "StringLiteral" && isSentence(node)) return leftOutRules.texts;
  for (let at: ts.Node = node; at.parent !== undefined; at = at.parent) {
    if (isOfSwitch(at)) return "";
    if (isText(at) || (isErrorCall(at) && at !== node)) return leftOutRules.texts;
  }
  return null;
}

/** Looks positions of the code up: what stands there, whether a change there is tried, and whether it runs at load. */
export function readPlaces(
  code: string,
): (location: { readonly start: Position; readonly end: Position }, mutator: string) => Place {
  const source = ts.createSourceFile("source.ts", code, ts.ScriptTarget.Latest, true);
  const at = ({ line, column }: Position) => source.getPositionOfLineAndCharacter(line, column);
  return (location, mutator) => {
    const [start, end] = [at(location.start), at(location.end)];
    const node = smallest(source, start, end, source);
    let atLoad = true;
    const whole = node.getStart(source) === start && node.end === end;
    for (let up: ts.Node | undefined = whole ? node.parent : node; up !== undefined; up = up.parent) {
      // The body of a function is its own: only what creates the function runs at load.
      if (ts.isFunctionLike(up)) atLoad = false;
    }
    return { text: code.slice(start, end), leftOut: leftOutOf(node, mutator), atLoad };
  };
}

function smallest(node: ts.Node, start: number, end: number, source: ts.SourceFile): ts.Node {
  let found = node;
  ts.forEachChild(node, (child) => {
    if (child.getStart(source) <= start && child.end >= end) found = smallest(child, start, end, source);
  });
  return found;
}
