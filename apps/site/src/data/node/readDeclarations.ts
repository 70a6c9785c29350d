import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const entry = join(root, "packages/core/submission/guest/steepest.ts");

/** By path what the editor's TypeScript knows: the standard library, and the module `steepest` as declarations with their documentation. */
export type Declarations = Readonly<Record<string, string>>;

/** Where the module's declarations lie for the editor's TypeScript. */
export const folder = "/steepest/";
export const moduleFile = `${folder}${relative(join(root, "packages/core"), entry)}`;

const options: ts.CompilerOptions = {
  ...{ target: ts.ScriptTarget.ES2024, lib: ["lib.es2024.d.ts"], module: ts.ModuleKind.ESNext, strict: true },
  ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, types: [] },
  ...{ declaration: true, emitDeclarationOnly: true, skipLibCheck: true, rootDir: root, outDir: "/" },
};

/**
 * What `import … from "steepest"` means, made of the library's own sources: no body of a function, and no file but what the module refers to. Types that come from
 * schemas are written out, so that the editor needs no schema library.
 */
export function readDeclarations(): Declarations {
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const files: Record<string, string> = {};
  for (const file of program.getSourceFiles()) {
    const { fileName } = file;
    if (program.isSourceFileDefaultLibrary(file)) {
      files[`/${relative(dirname(fileName), fileName)}`] = file.text;
      continue;
    }
    if (fileName.includes("node_modules")) continue;
    const path = folder + relative(join(root, "packages/core"), fileName);
    if (importsPackage(file)) files[path] = writtenOut(file, checker);
    else
      program.emit(
        file,
        (_, text) => {
          // Declarations under the name of the source: what imports it says `./name.ts`.
          files[path] = text;
        },
        undefined,
        true,
      );
  }
  return files;
}

const importsPackage = (file: ts.SourceFile): boolean =>
  file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      !statement.moduleSpecifier.text.startsWith("."),
  );

/** A file's exported types, each without a name of another. */
function writtenOut(file: ts.SourceFile, checker: ts.TypeChecker): string {
  const format =
    ts.TypeFormatFlags.NoTruncation |
    ts.TypeFormatFlags.InTypeAlias |
    ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return file.statements
    .filter(ts.isTypeAliasDeclaration)
    .map((alias) => {
      const type = checker.getTypeAtLocation(alias.name);
      return `export type ${alias.name.text} = ${checker.typeToString(type, undefined, format)};`;
    })
    .join("\n");
}
