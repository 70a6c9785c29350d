import ts from "typescript";

/** One function as a table writes it: `scaleByLion({ beta1 = 0.9, beta2 = 0.99 })`. */
export interface DocumentedCall {
  readonly text: string;
  readonly name: string;
  /** Null where the table gives the name alone. */
  readonly parameters: readonly ts.Expression[] | null;
  /** Whether the table leaves options out (`…`). */
  readonly isPartial: boolean;
}

/** `add sub (a, b)` are two calls, `await qr(a)` is one; what is left out is written as `…`. */
export function documentedCalls(span: string): DocumentedCall[] {
  const match = /^(?:await )?([A-Za-z]\w*(?: [A-Za-z]\w*)*) ?(?:\(([\s\S]*)\))?$/.exec(span);
  if (!match) throw new Error(`not the call of a function: ${span}`);
  const [, names = "", given] = match;
  const source = given?.replace(/…[^,}]*/g, "").replace(/\{\s*,/g, "{");
  return names.split(" ").map((name) => ({
    name,
    text: given === undefined ? name : `${name}(${given})`,
    parameters: source === undefined ? null : parseArguments(source, span),
    isPartial: given?.includes("…") ?? false,
  }));
}

function parseArguments(source: string, span: string): readonly ts.Expression[] {
  const file = ts.createSourceFile("call.ts", `f(${source})`, ts.ScriptTarget.Latest, true);
  const [statement] = file.statements;
  if (
    file.statements.length === 1 &&
    statement &&
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression)
  ) {
    return statement.expression.arguments;
  }
  throw new Error(`not the arguments of a call: ${span}`);
}

/** Differences between a documented call and every declared signature: none where one signature fits. */
export function signatureMistakes(call: DocumentedCall, symbol: ts.Symbol, program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (!declaration) throw new Error(`${call.name} is declared nowhere`);
  const signatures = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  if (signatures.length === 0) return [`${call.name} is not a function`];
  const found = signatures.map((signature) => mistakesAgainst(call, signature, checker));
  return found.find((mistakes) => mistakes.length === 0) ?? found[0] ?? [];
}

function mistakesAgainst(
  { name, parameters, isPartial }: DocumentedCall,
  signature: ts.Signature,
  checker: ts.TypeChecker,
): string[] {
  if (parameters === null) return [];
  const nodes = signature.getDeclaration().parameters;
  const required = nodes.filter(
    (one) => !one.questionToken && !one.initializer && !one.dotDotDotToken,
  ).length;
  const isVariadic = nodes.some((one) => one.dotDotDotToken);
  const mistakes: string[] = [];
  if (parameters.length < required) mistakes.push(`${name} needs ${required} arguments`);
  if (parameters.length > nodes.length && !isVariadic)
    mistakes.push(`${name} takes ${nodes.length} arguments`);
  parameters.forEach((parameter, i) => {
    const node = nodes[i];
    if (!node) return;
    const defaults = defaultsOf(signature.getDeclaration(), i);
    if (ts.isBinaryExpression(parameter)) {
      const [documented, actual] = [parameter.right.getText(), defaults.get("")];
      if (actual !== undefined && actual !== documented)
        mistakes.push(`${parameter.left.getText()} is ${actual} by default`);
      if (!node.questionToken && !node.initializer)
        mistakes.push(`${parameter.left.getText()} has no default`);
    }
    if (!ts.isObjectLiteralExpression(parameter)) return;
    const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
    const known = checker.getPropertiesOfType(type);
    const documented = new Map(
      parameter.properties.map((property) => [
        property.name?.getText() ?? "",
        ts.isShorthandPropertyAssignment(property)
          ? property.objectAssignmentInitializer?.getText()
          : undefined,
      ]),
    );
    for (const [option, value] of documented) {
      const property = known.find((one) => one.name === option);
      if (!property) mistakes.push(`${name} has no option ${option}`);
      else if (value !== undefined) {
        const actual = defaults.get(option);
        if (!(property.flags & ts.SymbolFlags.Optional)) mistakes.push(`${option} has no default`);
        else if (actual !== undefined && Number(actual) !== Number(value) && actual !== value)
          mistakes.push(`${option} is ${actual} by default, not ${value}`);
      }
    }
    const left = known.filter((one) => !documented.has(one.name)).map((one) => one.name);
    if (left.length > 0 && !isPartial) mistakes.push(`${name} has also ${left.join(", ")}`);
  });
  return mistakes;
}

/**
 * Defaults of a parameter's options, by name, from its binding pattern or from the table `{ option: [check, default] }` that the body
 * checks it with; under "" that of the parameter itself. Those of an overload stand at the body.
 */
function defaultsOf(declared: ts.SignatureDeclaration, place: number): ReadonlyMap<string, string> {
  const implementation = withBody(declared);
  const parameter = implementation.parameters[place];
  const defaults = new Map<string, string>();
  if (!parameter) return defaults;
  if (parameter.initializer) defaults.set("", parameter.initializer.getText());
  if (ts.isObjectBindingPattern(parameter.name)) {
    for (const { propertyName, name, initializer } of parameter.name.elements) {
      if (initializer) defaults.set((propertyName ?? name).getText(), initializer.getText());
    }
    return defaults;
  }
  const visit = (node: ts.Node): void => {
    const [, options, table] = ts.isCallExpression(node) ? node.arguments : [];
    if (table && ts.isObjectLiteralExpression(table) && options?.getText() === parameter.name.getText()) {
      for (const entry of table.properties) {
        const value = ts.isPropertyAssignment(entry) && ts.isArrayLiteralExpression(entry.initializer);
        const second = value ? (entry.initializer as ts.ArrayLiteralExpression).elements[1] : undefined;
        if (second && entry.name) defaults.set(entry.name.getText(), second.getText());
      }
    }
    ts.forEachChild(node, visit);
  };
  if ("body" in implementation && implementation.body) visit(implementation.body as ts.Node);
  return defaults;
}

function withBody(declared: ts.SignatureDeclaration): ts.SignatureDeclaration {
  if (!ts.isFunctionDeclaration(declared) || declared.body) return declared;
  const named = declared
    .getSourceFile()
    .statements.filter(ts.isFunctionDeclaration)
    .find(({ name, body }) => name?.text === declared.name?.text && body !== undefined);
  return named ?? declared;
}
