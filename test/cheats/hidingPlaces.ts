import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";

/** A way to write bytes into a submission: its files beside the entry, and an expression for an array of the bytes in the guest. */
export interface HidingPlace {
  readonly name: string;
  readonly hide: (bytes: readonly number[]) => {
    readonly code: string;
    readonly read: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly imports?: string;
    readonly entry?: string;
  };
}

const hexadecimal = (bytes: readonly number[]) =>
  bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digits = (bytes: readonly number[]) => [...hexadecimal(bytes)].map((digit) => Number.parseInt(digit, 16));
const letter = (digit: number) => "abcdefghijklmnop"[digit] as string;
const letters = (bytes: readonly number[]) => digits(bytes).map(letter);
const bits = (bytes: readonly number[]) =>
  bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((place) => (byte >> place) & 1));

/** In lines that are short enough to be taken. */
const lined = (items: readonly string[]) =>
  items.map((item, at) => (at % 5000 === 4999 ? `${item}\n` : item)).join(",");

/** Guest code: pairs of digits, or eight bits each, as bytes. */
const fromDigits =
  "const joined = (list, width, base) => Array.from({ length: Math.floor(list.length / width) }, (_, i) => list.slice(i * width, (i + 1) * width).reduce((sum, one) => sum * base + one, 0));\n";
const letterNames = `const [${[..."abcdefghijklmnop"].join(", ")}] = Array.from({ length: 16 }, (_, i) => i);\n`;
const lettersBack = (list: string) => `joined(${list}.map((one) => "abcdefghijklmnop".indexOf(one)), 2, 16)`;

export const hidingPlaces: readonly HidingPlace[] = [
  { name: "numbers", hide: (bytes) => ({ code: "", read: `[${bytes.join(", ")}]` }) },
  { name: "one large integer", hide: (bytes) => ({ code: `const n = 0x${hexadecimal(bytes)}n;`, read: "joined([...n.toString(16)].map((one) => parseInt(one, 16)), 2, 16)" }) },
  { name: "a string", hide: (bytes) => ({ code: `const s = "${hexadecimal(bytes)}";`, read: "joined([...s].map((one) => parseInt(one, 16)), 2, 16)" }) },
  { name: "a string of CJK letters", hide: (bytes) => ({ code: `const s = "${bytes.map((byte) => String.fromCharCode(0x4e00 + byte)).join("")}";`, read: "[...s].map((one) => one.charCodeAt(0) - 0x4e00)" }) },
  { name: "a template", hide: (bytes) => ({ code: `const s = \`${letters(bytes).join("")}\`;`, read: lettersBack("[...s]") }) },
  { name: "a tagged template's raw text", hide: (bytes) => ({ code: `const raw = ({ raw }) => raw.join("");\nconst s = raw\`${letters(bytes).join("")}\`;`, read: lettersBack("[...s]") }) },
  { name: "a regular expression's source", hide: (bytes) => ({ code: `const s = /${letters(bytes).join("")}/.source;`, read: lettersBack("[...s]") }) },
  { name: "a JSON file", hide: (bytes) => ({ code: "", imports: 'import list from "./w.json";', read: "list.map((one) => one)", files: { "w.json": `[${bytes.join(",")}]` } }) },
  { name: "the nesting of a JSON file", hide: (bytes) => ({ code: "", imports: 'import list from "./w.json";', read: "joined(list.map((one) => one.length), 8, 2)", files: { "w.json": `[${bits(bytes).map((bit) => (bit === 1 ? "[[]]" : "[]")).join(",")}]` } }) },
  { name: "many JSON files", hide: (bytes) => {
    const size = Math.ceil(bytes.length / 8);
    const parts = Array.from({ length: 8 }, (_, i) => bytes.slice(i * size, (i + 1) * size));
    return { code: "", imports: parts.map((_, i) => `import list${i} from "./w${i}.json";`).join("\n"), read: `[${parts.map((_, i) => `...list${i}`).join(", ")}]`, files: Object.fromEntries(parts.map((part, i) => [`w${i}.json`, JSON.stringify(part)])) };
  } },
  { name: "another file's numbers", hide: (bytes) => ({ code: "", imports: 'import { list } from "./w.ts";', read: "list", files: { "w.ts": `export const list = [${bytes.join(", ")}];` } }) },
  { name: "keys of an object", hide: (bytes) => ({ code: `const o = { ${bytes.map((byte, i) => `k${i}_${byte}: null`).join(", ")} };`, read: 'Object.keys(o).map((key) => Number(key.split("_")[1]))' }) },
  { name: "the name of a function", hide: (bytes) => ({ code: `function ${letters(bytes).join("")}() {}`, read: lettersBack(`[...${letters(bytes).join("")}.name]`) }) },
  { name: "names of methods", hide: (bytes) => ({ code: `class A { ${bytes.map((byte, i) => `k${i}_${byte}() {}`).join(" ")} }`, read: 'Object.getOwnPropertyNames(A.prototype).slice(1).map((key) => Number(key.split("_")[1]))' }) },
  { name: "members asked of a Proxy", hide: (bytes) => ({ code: `const seen = [];\nconst p = new Proxy({}, { get: (_, key, self) => (seen.push(key), self) });\np.${letters(bytes).join(".")};`, read: lettersBack("seen") }) },
  { name: "members asked of a Proxy, statement by statement", hide: (bytes) => ({ code: `const seen = [];\nconst p = new Proxy({}, { get: (_, key) => seen.push(key) });\n${letters(bytes).map((one) => `p.${one};`).join("")}`, read: lettersBack("seen") }) },
  { name: "which constant stands where in a list", hide: (bytes) => ({ code: `${letterNames}const list = [${letters(bytes).join(",")}];`, read: "joined(list, 2, 16)" }) },
  { name: "which constant stands where, list by list", hide: (bytes) => {
    const parts = Array.from({ length: Math.ceil(bytes.length / 8) }, (_, i) => letters(bytes.slice(i * 8, i * 8 + 8)));
    return { code: `${letterNames}const list = [];\nconst put = (...all) => list.push(...all);\n${parts.map((part) => `put(${part.join(",")});`).join("\n")}`, read: "joined(list, 2, 16)" };
  } },
  { name: "which function is called when", hide: (bytes) => ({ code: `${letterNames}const list = [];\nconst call = (one) => (list.push(one), call);\ncall(${letters(bytes).join(")(")});`, read: "joined(list, 2, 16)" }) },
  { name: "true and false", hide: (bytes) => ({ code: `const list = [${bits(bytes).join(",").replaceAll("1", "true").replaceAll("0", "false")}];`, read: "joined(list.map(Number), 8, 2)" }) },
  { name: "holes of a list", hide: (bytes) => ({ code: `const list = [${digits(bytes).map((digit) => `[${",".repeat(digit)}]`).join(",")}];`, read: "joined(list.map((one) => one.length), 2, 16)" }) },
  { name: "how many parameters functions have", hide: (bytes) => ({ code: `const list = [${digits(bytes).map((digit) => `(${letters([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]).slice(0, digit).join(",")})=>0`).join(",")}];`, read: "joined(list.map((one) => one.length), 2, 16)" }) },
  { name: "operators", hide: (bytes) => ({ code: `let b = 0;\nconst list = [];\nconst o = { valueOf() { list.push(b); b = 0; return 1; } };\nconst x = { valueOf() { b = 1; return 1; } };\n${bits(bytes).map((bit) => (bit === 1 ? "x|o" : "+o")).join(";\n")};`, read: "joined(list, 8, 2)" }) },
  { name: "white space before calls, seen in stacks", hide: (bytes) => ({ code: `const list = [];\nconst e = () => { list.push(Number(/:\\d+:(\\d+)\\)?\\n[^\\n]*:\\d+:(\\d+)/.exec(new Error().stack)[2])); };\n${digits(bytes).map((digit) => `${" ".repeat(digit)}e();`).join("\n")}`, read: "joined(list.map((one) => (one - 2) & 15).map((one, _, all) => one), 2, 16)" }) },
  { name: "empty lines between calls, seen in stacks", hide: (bytes) => ({ code: `const lines = [];\nconst e = () => { lines.push(Number(/:\\d+:\\d+\\)?\\n[^\\n]*:(\\d+):\\d+/.exec(new Error().stack)[1])); };\ne();${digits(bytes).map((digit) => `${"\n".repeat(digit + 1)}e();`).join("")}`, read: "joined(lines.slice(1).map((line, i) => line - lines[i] - 1), 2, 16)" }) },
  { name: "comments between calls, seen in stacks", hide: (bytes) => ({ code: `const lines = [];\nconst e = () => { lines.push(Number(/:\\d+:\\d+\\)?\\n[^\\n]*:(\\d+):\\d+/.exec(new Error().stack)[1])); };\ne();${digits(bytes).map((digit) => `/*${"\n".repeat(digit + 1)}*/e();`).join("")}`, read: "joined(lines.slice(1).map((line, i) => line - lines[i] - 1), 2, 16)" }) },
  { name: "import specifiers", hide: (bytes) => ({ code: "", imports: `import { list } from "./w.ts";\n${digits(bytes).map((_, i) => `import "./f${i}.ts";`).join("\n")}`, read: "joined(list, 2, 16)", files: { "w.ts": "export const list = [];", ...Object.fromEntries(digits(bytes).map((digit, i) => [`f${i}.ts`, `import { list } from "./w.ts";\nlist.push("${letter(digit)}".charCodeAt(0) - 97);`])) } }) },
  { name: "an enum of TypeScript", hide: (bytes) => ({ code: `enum E { ${bytes.map((byte, i) => `k${i}_${byte}`).join(", ")} }`, read: 'Object.values(E).filter((one) => typeof one === "string").map((key) => Number(key.split("_")[1]))' }) },
  { name: "escapes in names", hide: (bytes) => ({ code: `const o = { ${bytes.map((byte, i) => `k${i}_\\u${(0x4e00 + byte).toString(16)}: 0`).join(", ")} };`, read: 'Object.keys(o).map((key) => key.split("_")[1].charCodeAt(0) - 0x4e00)' }) },
  { name: "which numbers are strings", hide: (bytes) => ({ code: `const list = [${lined(bits(bytes).map((bit) => (bit === 1 ? '"1"' : "1")))}];`, read: 'joined(list.map((one) => (typeof one === "string" ? 1 : 0)), 8, 2)' }) },
  { name: "which patterns are strings", hide: (bytes) => ({ code: `const list = [${lined(bits(bytes).map((bit) => (bit === 1 ? '"/1/"' : "/1/")))}];`, read: 'joined(list.map((one) => (typeof one === "string" ? 1 : 0)), 8, 2)' }) },
  { name: "a name that is written as literals are counted", hide: (bytes) => ({ code: `const literal = 0;\nconst list = [${lined(bits(bytes).map((bit) => (bit === 1 ? "1" : "literal")))}];`, read: "joined(list, 8, 2)" }) },
  { name: "private names, seen in messages", hide: (bytes) => ({ code: `const list = [];\n${bytes.map((byte, i) => `class C${i} { #k_${byte} = 0; static s(o) { return o.#k_${byte}; } }\ntry { C${i}.s({}); } catch (error) { list.push(Number(/k_(\\d+)/.exec(error.message)?.[1])); }`).join("\n")}`, read: "list" }) },
];

/** As many as a path may have characters for; stacks show it. */
export const entryName: HidingPlace = { name: "the name of the entry file", hide: (bytes) => ({ code: "", entry: `${letters(bytes).join("")}.ts`, read: 'joined([.../([a-p]*)\\.ts:/.exec(new Error().stack)[1]].map((one) => "abcdefghijklmnop".indexOf(one)), 2, 16)' }) };

/** A submission that prints, while it loads, the sum and number of the bytes that it finds. */
export function hidden({ hide }: HidingPlace, bytes: readonly number[]): SubmissionSource {
  const { code, read, files = {}, imports = "", entry = "submission.ts" } = hide(bytes);
  const text = `import { addScaled, defineSubmission } from "steepest";
${imports}
${fromDigits}${code}
console.log("found " + (${read}).join(","));
export default defineSubmission({
  name: "hidden",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr), modelState };
  },
});
`;
  return { entry, files: { [entry]: text, ...files } };
}
