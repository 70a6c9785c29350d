import ts from "typescript";

/** A named function as a tree, its own name left out. Arrays have one element a node, depth first from the function itself. */
export interface FunctionTree {
  readonly name: string;
  /** Where it starts and ends in the source, in characters. */
  readonly start: number;
  readonly end: number;
  readonly kinds: readonly ts.SyntaxKind[];
  /** The text of an identifier; null for other nodes and where it is the function's own name. */
  readonly identifiers: readonly (string | null)[];
  readonly parents: readonly number[];
  readonly slots: readonly number[];
}

export interface TreeLimits {
  readonly smallest: number;
  readonly largest: number;
}

/** Every function declaration, function expression and method with a name and a body, of so many nodes, in the order of the source. */
export function namedFunctions(source: ts.SourceFile, limits: TreeLimits): readonly FunctionTree[] {
  const found: FunctionTree[] = [];
  /** Returns how many nodes the subtree has. */
  const visit = (node: ts.Node): number => {
    let size = 1;
    ts.forEachChild(node, (child) => {
      size += visit(child);
    });
    const name = functionName(node);
    // The name itself is not part of the tree.
    if (name !== null && size - 1 >= limits.smallest && size - 1 <= limits.largest) {
      found.push(treeOf(node, name, source));
    }
    return size;
  };
  visit(source);
  return found.sort((a, b) => a.start - b.start);
}

function functionName(node: ts.Node): ts.Identifier | null {
  if (!ts.isFunctionDeclaration(node) && !ts.isFunctionExpression(node) && !ts.isMethodDeclaration(node)) {
    return null;
  }
  const { name, body } = node;
  return body !== undefined && name !== undefined && ts.isIdentifier(name) ? name : null;
}

function treeOf(root: ts.Node, name: ts.Identifier, source: ts.SourceFile): FunctionTree {
  const kinds: ts.SyntaxKind[] = [];
  const identifiers: (string | null)[] = [];
  const [parents, slots]: [number[], number[]] = [[], []];
  const add = (node: ts.Node, parent: number, slot: number) => {
    const at = kinds.length;
    kinds.push(node.kind);
    identifiers.push(ts.isIdentifier(node) && node.text !== name.text ? node.text : null);
    parents.push(parent);
    slots.push(slot);
    let next = 0;
    ts.forEachChild(node, (child) => {
      if (child !== name) add(child, at, next++);
    });
  };
  add(root, 0, 0);
  return { name: name.text, start: root.getStart(source), end: root.end, kinds, identifiers, parents, slots };
}
