import {
  createSystem,
  createVirtualTypeScriptEnvironment,
  type VirtualTypeScriptEnvironment,
} from "@typescript/vfs";
import ts from "typescript";

/** What the editor's TypeScript knows beside what is written in it: `virtual:declarations`. */
export interface KnownTypes {
  readonly files: Readonly<Record<string, string>>;
  /** The file of them that `steepest` is. */
  readonly moduleFile: string;
}

/** The sandbox has this of a console, and nothing of a browser's or Node's globals. */
const globals = `declare const console: {
  /** Reaches the author: the terminal under \`steepest run\`, the record on a board. */
  readonly log: (...values: readonly unknown[]) => void;
  readonly info: (...values: readonly unknown[]) => void;
  readonly warn: (...values: readonly unknown[]) => void;
  readonly error: (...values: readonly unknown[]) => void;
  readonly debug: (...values: readonly unknown[]) => void;
};
`;

/** TypeScript over files in memory: the standard library without a browser's, and the module \`steepest\`. */
export function openLanguage({ files, moduleFile }: KnownTypes): VirtualTypeScriptEnvironment {
  const system = createSystem(new Map([...Object.entries(files), ["/globals.d.ts", globals]]));
  return createVirtualTypeScriptEnvironment(system, ["/globals.d.ts"], ts, {
    ...{
      target: ts.ScriptTarget.ES2024,
      lib: ["lib.es2024.d.ts"],
      module: ts.ModuleKind.ESNext,
      strict: true,
    },
    ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, noEmit: true },
    ...{ allowJs: true, skipLibCheck: true, types: [], paths: { steepest: [moduleFile] } },
  });
}
