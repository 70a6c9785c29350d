import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkOptions } from "../../apps/runner/src/cli/checkOptions.ts";
import { loadCommands } from "../../apps/runner/src/commands.ts";
import { blocksOf, codeSpans, documents, root } from "./readDocuments.ts";

const commands = await loadCommands();

interface Shown {
  readonly document: string;
  readonly line: string;
  readonly words: readonly string[];
}

/** The words of a shell's command: quotes kept together, comments and redirections left out. */
const wordsOf = (line: string): string[] =>
  [...line.replace(/(^|\s)#.*$/, "").matchAll(/"[^"]*"|'[^']*'|\S+/g)]
    .map(([word]) => word.replace(/^["']|["']$/g, ""))
    .filter((word) => !/^[<>]/.test(word));

/** Every command in a shell's block or in a code span that begins so, after its `VAR=…`. */
function shown(program: RegExp): Shown[] {
  return [...documents].flatMap(([document, text]) =>
    [...blocksOf(text, "sh").flatMap((block) => block.replace(/\\\n/g, " ").split("\n")), ...codeSpans(text)]
      .flatMap((line) => line.split(/&&|\|\||;|\|(?!\w)/))
      .map((line) => line.trim().replace(/^(?:[A-Z_]+=\S* )+/, ""))
      .filter((line) => program.test(line))
      .map((line) => ({ document, line, words: wordsOf(line.replace(program, "")) })),
  );
}

const ofSteepest = shown(/^(?:npx )?steepest (?=[a-z])/);
const ofNpm = shown(/^npm run (?=[a-z])/);

test("documents show commands: of steepest, and of npm", () => {
  expect(ofSteepest.length).toBeGreaterThan(80);
  expect(ofNpm.length).toBeGreaterThan(30);
});

test("each command of steepest that a document shows is one, with options that it has", () => {
  const mistakes = ofSteepest.flatMap(({ document, line, words: [name = "", ...rest] }) => {
    const top = commands[name];
    if (top === undefined) return [{ document, line, problem: "no such command" }];
    const sub = "subCommands" in top ? rest.find((word) => !word.startsWith("-")) : undefined;
    const command = "subCommands" in top ? top.subCommands[sub ?? top.default] : top;
    // A group's own words: an instrument, an id; what they are is for the group to say.
    if (command === undefined) return [];
    if (sub !== undefined) rest.splice(rest.indexOf(sub), 1);
    const called = sub === undefined ? name : `${name} ${sub}`;
    try {
      // Prose names an option without its value, and a command without its arguments: what is tested is that they exist.
      checkOptions(
        called,
        rest.filter((word) => word !== "--help"),
        command.args,
      );
      return [];
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "missing-value" || code === "missing-argument") return [];
      return [{ document, line, problem: (error as Error).message }];
    }
  });
  expect(mistakes).toEqual([]);
});

test("the file that README's `new` writes is the one that its next commands take", () => {
  const lines = ofSteepest.filter(({ document }) => document === "README.md");
  const first = lines.findIndex(({ words: [name] }) => name === "new");
  const [, named = ""] = lines[first]?.words ?? [];
  const next = lines.slice(first + 1, first + 3).map(({ words }) => words.join(" "));
  expect(next).toEqual([`check ./${named}.ts`, `run ./${named}.ts`]);
});

test("each script of npm that a document shows is one, with options that it has", () => {
  const scriptsOf = (folder: string) =>
    (JSON.parse(readFileSync(`${root}${folder}package.json`, "utf8")) as { scripts: Record<string, string> })
      .scripts;
  const mistakes = ofNpm.flatMap(({ document, line, words: [name = "", ...rest] }) => {
    const workspace = /-w @steepest\/(\w+)/.exec(line)?.[1];
    const folder = ["apps/", "packages/"].find((parent) =>
      existsSync(`${root}${parent}${workspace}/package.json`),
    );
    const script = scriptsOf(workspace === undefined ? "" : `${folder}${workspace}/`)[name];
    if (script === undefined) return [{ document, line, problem: "no such script" }];
    const path = /scripts\/\w+\.ts/.exec(script)?.[0];
    if (path === undefined) return [];
    const source = readFileSync(root + path, "utf8");
    return rest
      .filter((word) => word.startsWith("--") && word.length > 2)
      .map((word) => word.slice(2).replace(/=.*$/, ""))
      .filter((option) => !source.includes(option))
      .map((option) => ({ document, line, problem: `${path} does not know --${option}` }));
  });
  expect(mistakes).toEqual([]);
});
