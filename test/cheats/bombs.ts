import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";

/** Code that runs while a submission loads, and holds up whoever runs it: in built-ins that never ask whether to go on, in parsers, in memory. */
export interface Bomb {
  readonly name: string;
  readonly code: string;
}

const submission = (name: string) => `
export default defineSubmission({ name: "${name}", ruleset: "self", hyperparameters: [{ lr: 1 }], init: () => null, update: (c) => ({ params: c.params }) });
`;

export const bombSource = ({ name, code }: Bomb): SubmissionSource => ({
  entry: "bomb.ts",
  files: { "bomb.ts": `import { defineSubmission } from "steepest";\n${code}\n${submission(name)}` },
});

const nestedArrows = (levels: number) =>
  `const x = ${"<T>(a = ".repeat(levels)}1${") => 1".repeat(levels)};`;

/** The first two are ended by no limit inside the sandbox: only whoever kills the process does. */
export const bombs: readonly Bomb[] = [
  { name: "bomb_index_of", code: "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);" },
  { name: "bomb_includes", code: "Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);" },
  { name: "bomb_reverse", code: "Array.prototype.reverse.call({ length: 2 ** 53 - 1 });" },
  { name: "bomb_power", code: "const x = 3n ** 600000n; x ** 1n; for (let i = 0; i < 100; i++) 7n ** 350000n;" },
  { name: "bomb_sort", code: "const a = new Float64Array(2 ** 22); for (;;) { for (let i = 0; i < 8; i++) a[i] = i; a.fill(3).sort(); }" },
  { name: "bomb_json", code: 'const s = "[" + "1,".repeat(2 ** 22) + "1]"; for (;;) JSON.parse(s);' },
  { name: "bomb_promises", code: "const f = () => Promise.resolve().then(f); f();" },
  { name: "bomb_backtracking", code: 'for (;;) /(a|aa)+$/.test("a".repeat(4000) + "b");' },
  { name: "bomb_normalize", code: 'const s = "\\u1e69".repeat(2 ** 20); for (;;) s.normalize("NFD");' },
  { name: "bomb_memory", code: "const a = []; for (;;) a.push(new ArrayBuffer(2 ** 24));" },
  { name: "bomb_arrows", code: nestedArrows(24) },
  { name: "bomb_regexes", code: `const x = "${"/[".repeat(15_000)}";` },
];
