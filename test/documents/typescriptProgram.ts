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

/** What the module `steepest` exports, resolved to where it is declared. */
export function guestExports(program: ts.Program): ReadonlyMap<string, ts.Symbol> {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(modulePath);
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!symbol) throw new Error(`${modulePath} is not a module`);
  return new Map(
    checker
      .getExportsOfModule(symbol)
      .map((one) => [one.name, one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one]),
  );
}

/** Names of the properties of an exported interface, those that it inherits included. */
export const membersOf = (program: ts.Program, symbol: ts.Symbol | undefined): string[] => {
  if (!symbol) throw new Error("the module exports no such type");
  const checker = program.getTypeChecker();
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map(({ name }) => name);
};
