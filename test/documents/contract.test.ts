import ts from "typescript";
import { describe, expect, test } from "vitest";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { readManifest } from "../../packages/core/sandbox/readManifest.ts";
import { type DocumentedCall, documentedCalls, signatureMistakes } from "./documentedCalls.ts";
import { blocksOf, codeSpans, documents, tablesOf } from "./readDocuments.ts";
import { createProgram, guestExports, membersOf } from "./typescriptProgram.ts";

const contract = documents.get("docs/contract.md") ?? "";
const program = createProgram(new Map());
const exported = guestExports(program);
const values = [...exported].filter(([, { isValue }]) => isValue).map(([name]) => name);

/** First columns of the tables that list what can be imported. */
const importable = ["operation", "function", "transform", "wrapper", "schedule"];
const tables = tablesOf(contract);
const listed: readonly DocumentedCall[] = tables
  .filter(({ header: [first = ""] }) => importable.includes(first))
  .flatMap(({ rows }) => rows.flatMap(([first = ""]) => codeSpans(first).flatMap(documentedCalls)));
const rowsOf = (...header: readonly string[]) =>
  tables.filter((table) => header.every((cell, i) => table.header[i] === cell)).flatMap(({ rows }) => rows);
const firstNames = (rows: readonly (readonly string[])[]): string[] =>
  rows.flatMap(([first = ""]) => codeSpans(first).map((span) => /^\w+/.exec(span)?.[0] ?? span));
const properties = (type: string) => membersOf(program, exported.get(type)?.symbol);

describe("docs/contract.md against the module steepest", () => {
  test("lists functions in its tables", () => {
    for (const name of importable) expect(tables.some(({ header }) => header[0] === name)).toBe(true);
    expect(listed.length).toBeGreaterThan(100);
  });

  test("every name of its tables is exported", () => {
    expect(listed.map(({ name }) => name).filter((name) => !values.includes(name))).toEqual([]);
  });

  test.each(listed)("$text takes what it says", (call) => {
    const symbol = exported.get(call.name)?.symbol;
    expect(symbol && signatureMistakes(call, symbol, program)).toEqual([]);
  });

  test("every value and every type that is exported stands in a code span, by its whole name", () => {
    const spans = codeSpans(contract).join(" ");
    const missing = [...exported.keys()].filter((name) => !new RegExp(`(?<![\\w.])${name}\\b`).test(spans));
    expect(missing).toEqual([]);
  });

  test("every call in its prose is of something that there is", () => {
    const known = new Set([
      ...values,
      ...["Context", "UpdateContext", "Random"].flatMap(properties),
      ...[
        "batchSize",
        "init",
        "update",
        "selectBatch",
        "prepareForEval",
        "optimizer",
        "evalParams",
        "gradientParams",
      ],
    ]);
    // A method of something else (`console.log(…)`) has a dot before it.
    const called = codeSpans(contract).flatMap((span) =>
      [...span.matchAll(/(?<![\w.])([a-z]\w*)\(/g)].map((match) => match[1] as string),
    );
    expect(called.filter((name) => !known.has(name))).toEqual([]);
    expect(called.length).toBeGreaterThan(100);
  });

  test("every name can be imported inside the sandbox", async () => {
    const code = `import { ${values.join(", ")} } from "steepest";
export default defineSubmission({ name: "all_names", ruleset: "self", hyperparameters: [{}],
  description: String([${values.join(", ")}].filter((value) => value === undefined).length),
  init: () => null, update: ({ params }) => ({ params }) });`;
    const manifest = await readManifest({ entry: "all.ts", files: { "all.ts": code } }, await loadEngine());
    expect(manifest.description).toBe("0");
  });

  test("its table of ctx has the members of the context, and no others", () => {
    const documented = firstNames(rowsOf("member", "type"));
    expect([...new Set(documented)].sort()).toEqual([...new Set(properties("UpdateContext"))].sort());
  });

  test("its table of the loss's options has the options, and no others", () => {
    expect(firstNames(rowsOf("option", "default")).sort()).toEqual(properties("LossOptions").sort());
  });

  test("past evaluations, target, limits, leaves, the random stream and predicted labels have the members that it tells", () => {
    const spans = codeSpans(contract);
    const told = (pattern: RegExp) => {
      const span = spans.find((one) => pattern.test(one));
      return [...(span ?? "").replace(/= ?[\d.]+/g, "").matchAll(/\b[a-z]\w*/gi)].map(([name]) => name);
    };
    const described = [
      ["PastEvaluation", told(/^\{ step, loss/)],
      ["Target", told(/^\{ metric, direction/)],
      ["BatchSizeLimits", told(/^\{ default, max/)],
      ["UpdateResult", told(/^\{ params, state\?, modelState\?/)],
      ["EvalResult", told(/^\{ params\?, modelState\?/)],
      [
        "PredictedLabels",
        told(/^labels: \{ predictedBy: tree/).filter((name) => !["labels", "tree"].includes(name)),
      ],
    ] as const;
    for (const [type, names] of described)
      expect({ type, names: [...names].sort() }).toEqual({ type, names: properties(type).sort() });
    const rng = rowsOf("member", "type").find(([first]) => first === "`rng`");
    const called = codeSpans(rng?.[2] ?? "").map((span) => span.replace(/\(.*/, ""));
    expect(called.sort()).toEqual(properties("Random").sort());
    for (const name of properties("LeafInfo")) expect(spans).toContain(name);
  });

  test("its table of defineSubmission has the fields of a definition, and no others", () => {
    const definition = ["TransformSubmission", "FunctionSubmission"].flatMap((name) =>
      definitionFields(name),
    );
    expect(firstNames(rowsOf("field", "type")).sort()).toEqual([...new Set(definition)].sort());
  });
});

/** The definitions are not exported: they are read where they are declared. */
function definitionFields(name: string): string[] {
  const checker = program.getTypeChecker();
  const define = exported.get("defineSubmission")?.symbol;
  const file = define?.declarations?.[0]?.getSourceFile();
  const declared = file?.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
  const symbol = declared && checker.getSymbolAtLocation((declared as ts.InterfaceDeclaration).name);
  return membersOf(program, symbol);
}

test("names that other documents call or import from steepest are exported", () => {
  for (const [document, text] of documents) {
    const imported = blocksOf(text, "ts").flatMap((code) =>
      [...code.matchAll(/import \{([^}]*)\} from "steepest"/g)].flatMap((match) =>
        (match[1] ?? "")
          .split(",")
          .map((name) => name.replace(/\btype\b/, "").trim())
          .filter(Boolean),
      ),
    );
    expect({ document, unknown: imported.filter((name) => !exported.has(name)) }).toEqual({
      document,
      unknown: [],
    });
  }
});
