import ts from "typescript";
import { isTest, type Rule } from "./rule.ts";

/** What reaches data, initial values, batches, losses, updates or the points that a search space gives. */
const watched =
  /^packages\/(base\/(math|random)\/|tensors\/|core\/(workload|sandbox|harness|score\/searchSpace)\/|workloads\/)/;
/**
 * Not on such a path: benchmarks, scripts that set targets and that draw pictures for pages, a test's function, and what is compiled to
 * WebAssembly with its own mathematics. (Guests' sources are not watched: QuickJS runs them with its own.)
 */
const elsewhere =
  /\/(bench|backend\/assembly)\/|\/exactErf\.ts$|^packages\/workloads\/node\/|\/drawSamples\.ts$|\.generated\.ts$/;
/** When a trial began and ended is told in its record, never computed with. */
const tellsTime = new Set(["packages/core/harness/runTrial.ts", "packages/core/harness/trialRecord.ts"]);

/** Members of Math whose every bit ECMA-262 fixes. It also fixes `sort`: by code units without a function, and stable. */
const exact = new Set(
  "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs ceil clz32 floor fround imul max min round sign sqrt trunc".split(
    " ",
  ),
);
const ours = new Set(["exp", "log", "log1p", "log2", "pow", "sin", "cos"]);
const inTimeZone = /^get(FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset)$/;

/** What to write instead of Math's member. */
function replacement(member: string): string {
  if (member === "random") return "draw from a key of packages/base/random";
  if (member === "hypot") return "take Math.sqrt of a sum of products";
  return ours.has(member)
    ? `use ${member} of packages/base/math`
    : `add ${member} to packages/base/math, made of exact operations`;
}

const isInteger = (node: ts.Expression): boolean =>
  ts.isPrefixUnaryExpression(node)
    ? node.operator === ts.SyntaxKind.MinusToken && isInteger(node.operand)
    : ts.isNumericLiteral(node) && /^\d+$/.test(node.text);

/** 2 to a written integer is exact in every engine: the test of browsers tries each. */
const isPowerOfTwo = ({ left, right }: ts.BinaryExpression): boolean =>
  ts.isNumericLiteral(left) && left.text === "2" && isInteger(right);

function problemOfName(node: ts.Identifier, path: string): string | null {
  const { parent, text } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  if (isMember && (text === "localeCompare" || text.startsWith("toLocale")))
    return `${text} depends on the machine's language: compare or write by code units`;
  if (isMember && inTimeZone.test(text)) return `${text} depends on the machine's time zone: count in UTC`;
  if (isMember) return null;
  if (text === "Intl") return "Intl depends on the machine's language: write numbers and texts yourself";
  const isUtc = ts.isPropertyAccessExpression(parent) && parent.name.text === "UTC";
  if (text === "Date" && !isUtc && !tellsTime.has(path))
    return "Date depends on the machine: count days in integers";
  if (text !== "Math") return null;
  if (!ts.isPropertyAccessExpression(parent)) return "Math is used as a whole: name each member at its use";
  const member = parent.name.text;
  return exact.has(member) ? null : `Math.${member} may differ from engine to engine: ${replacement(member)}`;
}

function problemOf(node: ts.Node, path: string): string | null {
  if (ts.isIdentifier(node)) return problemOfName(node, path);
  if (!ts.isBinaryExpression(node)) return null;
  const { kind } = node.operatorToken;
  const isPower =
    kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
  return isPower && !isPowerOfTwo(node)
    ? "** may differ from engine to engine: multiply, shift, or use pow of packages/base/math"
    : null;
}

function problemsOf(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const problems: string[] = [];
  const visit = (node: ts.Node): void => {
    const problem = problemOf(node, path);
    if (problem !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      problems.push(`line ${line + 1}: ${problem}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

export const sameBitsEverywhere: Rule = {
  title: "no engine's own mathematics, language or time zone on the way to data, parameters and losses",
  check: (files) =>
    files
      .filter(
        ({ path }) => /\.ts$/.test(path) && watched.test(path) && !elsewhere.test(path) && !isTest(path),
      )
      .flatMap(({ path, text }) => problemsOf(path, text).map((message) => ({ path, message }))),
};
