import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** What `import … from "steepest"` means to an editor and to `tsc`: of the package that this program is, wherever it lies. */
import { readText, writeNew } from "../files/wholeFiles.ts";

const declarations = fileURLToPath(new URL("../../types.ts", import.meta.url));
const repository = fileURLToPath(new URL("../../../../", import.meta.url));

/** The program's own tfjs, which a workload of one's own may import from wherever it lies. */
const tensors = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs/package.json")));

const paths = {
  steepest: [declarations],
  "steepest/workload": [fileURLToPath(new URL("../../workload.ts", import.meta.url))],
  "@tensorflow/tfjs": [tensors],
};

/** Strict, and no more than a submission needs; the declarations are TypeScript themselves, so their endings are allowed. */
const config = {
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024", "DOM"],
    module: "ESNext",
    moduleResolution: "Bundler",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    types: [],
    paths,
  },
};

/** What was done so that the types of `steepest` are found. */
export type TypesConfig =
  | { readonly kind: "written"; readonly path: string }
  /** There is a `tsconfig.json`, which is left alone; `add` is what it lacks. */
  | { readonly kind: "add"; readonly path: string; readonly add: string }
  | { readonly kind: "there" };

/** Sees to it that an editor and `tsc --noEmit` know `steepest` in a folder: writes a `tsconfig.json` where there is none. */
export function writeTypesConfig(folder: string): TypesConfig {
  // The repository's own configuration knows it.
  const inside = relative(repository, folder);
  if (!inside.startsWith("..") && !isAbsolute(inside)) return { kind: "there" };
  const path = join(folder, "tsconfig.json");
  if (!existsSync(path)) {
    writeNew(path, `${JSON.stringify(config, null, 2)}\n`);
    return { kind: "written", path };
  }
  const text = readText(path);
  if (text.includes(JSON.stringify(declarations))) return { kind: "there" };
  return {
    kind: "add",
    path,
    add: JSON.stringify(
      { compilerOptions: { allowImportingTsExtensions: true, noEmit: true, paths } },
      null,
      2,
    ),
  };
}
