import { fileURLToPath } from "node:url";
import { referenceSource } from "@steepest/core/submission/node/referenceFiles.ts";
import { starter } from "@steepest/core/submission/starter.ts";
import { getAutocompletion, getHover, getLints } from "@valtown/codemirror-ts/worker";
import { expect, test } from "vitest";
import { moduleFile, readDeclarations } from "../data/node/readDeclarations.ts";
import { documentationAt, documentationOf } from "./documentationAt.ts";
import { openLanguage } from "./openLanguage.ts";

const files = readDeclarations();
const env = openLanguage({ files, moduleFile });
const submissions = fileURLToPath(new URL("../../../../submissions", import.meta.url));

const open = (text: string, path = "/submission/a.ts"): string => {
  env.createFile(path, text);
  return path;
};
const mistakes = (path: string): string[] =>
  getLints({ env, path, diagnosticCodesToIgnore: [] }).map(({ message }) => message);

test("declarations need no file and no package beside themselves", () => {
  open(starter());
  const program = env.languageService.getProgram();
  const used = Object.keys(files).filter(
    (file) => file.startsWith("/steepest/") && program?.getSourceFile(file),
  );
  expect(used.length).toBeGreaterThan(20);
  for (const path of used) {
    expect(files[path], path).not.toMatch(
      /^(?:im|ex)port .* from "(?![.])|^import "(?![.])|import\("(?![.])/m,
    );
    expect(env.languageService.getSemanticDiagnostics(path), path).toEqual([]);
  }
});

test.each(["starter", "muon_self", "soap", "schedule_free_adamw_self"])("%s has no mistakes", (name) => {
  const source =
    name === "starter" ? { entry: "a.ts", files: { "a.ts": starter() } } : referenceSource(submissions, name);
  const paths = Object.entries(source.files).map(([file, text]) => open(text, `/submission/${name}/${file}`));
  expect(paths.flatMap(mistakes)).toEqual([]);
});

test("a wrong type, an unknown name and what the sandbox lacks are mistakes", () => {
  expect(mistakes(open(starter().replace("peak: lr", 'peak: "fast"'))).join()).toContain("not assignable");
  expect(mistakes(open(starter().replace("{ lr, beta1,", "{ lr, beta3: beta1,"))).join()).toContain("beta3");
  for (const name of ["fetch", "document", "process", "setTimeout", "require"]) {
    expect(mistakes(open(`${starter()}\nexport const leak = ${name};`)).join(), name).toContain(name);
  }
  expect(mistakes(open(`${starter()}\nconsole.log("it runs");`))).toEqual([]);
});

test("names complete, with their documentation", async () => {
  const text = starter().replace("warmupCosine({", "warmupCosine({ end");
  const path = open(text);
  const pos = text.indexOf("({ end") + 6;
  const found = await getAutocompletion({ env, path, context: { pos, explicit: true } });
  expect(found?.options.map(({ label }) => label)).toContain("endFactor");
  expect(documentationAt(env, path, pos, "endFactor")?.signature).toContain("number");
  expect(documentationAt(env, path, pos, "no_such_name")).toBeNull();
});

test("pointing at a name shows its type and documentation", () => {
  const path = open(starter());
  const hover = getHover({ env, path, pos: starter().lastIndexOf("warmupCosine(") + 2 });
  const { signature, text } = documentationOf(hover?.quickInfo ?? {});
  expect(signature).toContain("options: WarmupCosineOptions");
  expect(text).toContain("arXiv 1608.03983");
});
