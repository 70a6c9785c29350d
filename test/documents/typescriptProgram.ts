import ts from "typescript";
import { root } from "./readDocuments.ts";

const modulePath = `${root}packages/core/submission/guest/steepest.ts`;

/** A program of the module `steepest` and of files that exist only here, with the repository's compiler options. */
export function createProgram(virtual: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = virtual.get(path);
    return text === undefined
      ? getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  return ts.createProgram([modulePath, ...virtual.keys()], options, host);
}

export interface GuestExport {
  /** Resolved to where it is declared. */
  readonly symbol: ts.Symbol;
  /** Whether it is there at run time: a class may be exported as a type alone. */
  readonly isValue: boolean;
}

/** What the module `steepest` exports. */
export function guestExports(program: ts.Program): ReadonlyMap<string, GuestExport> {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(modulePath);
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error(`${modulePath} is not a module`);
  return new Map(
    checker.getExportsOfModule(module).map((one) => {
      const symbol = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      const isTypeOnly = one.declarations?.some((at) => ts.isTypeOnlyImportOrExportDeclaration(at));
      return [one.name, { symbol, isValue: !isTypeOnly && (symbol.flags & ts.SymbolFlags.Value) !== 0 }];
    }),
  );
}

/** Names of the properties of an exported interface, those that it inherits included. */
export const membersOf = (program: ts.Program, symbol: ts.Symbol | undefined): string[] => {
  if (!symbol) throw new Error("the module exports no such type");
  const checker = program.getTypeChecker();
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map(({ name }) => name);
};
