import { expect, test } from "vitest";
import type { Host } from "../submission/guest/host.ts";
import { guestLibrarySha256, hashOfLibrary, importedFromLibrary } from "./guestLibrary.ts";
import { guestSources } from "./guestSources.generated.ts";

const importedBy = (text: string) => {
  const files = importedFromLibrary({ entry: "a.ts", files: { "a.ts": text } }, guestSources);
  return Object.fromEntries(files.map(({ path, names }) => [path, names]));
};

test("the hash changes with any file of the library", () => {
  expect(guestLibrarySha256()).toBe(hashOfLibrary(guestSources));
  expect(guestLibrarySha256()).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOfLibrary({ ...guestSources, "composition.ts": "" })).not.toBe(guestLibrarySha256());
});

test("what is imported is shown by the files that declare it, also where the library passes on whole files", () => {
  expect(importedBy('import { chain, mul, sqrt, type Tree } from "steepest";')).toEqual({
    "composition.ts": ["chain"],
    "operations/elementwise.ts": ["sqrt", "mul"],
  });
});
test("several lines, several imports and another name are read", () => {
  const text =
    'import {\n  chain as together,\n} from "steepest";\nimport { cosineDecay } from "steepest";\nimport { other } from "./other.ts";';
  expect(importedBy(text)).toEqual({ "composition.ts": ["chain"], "schedules/decays.ts": ["cosineDecay"] });
});

test("the whole module under one name: what the text then names", () => {
  expect(
    importedBy('import * as s from "steepest";\nexport const a = s.chain(s.momentum({ momentum: 0.9 }));'),
  ).toEqual({
    "composition.ts": ["chain"],
    "transforms/scaling.ts": ["momentum"],
  });
});

test("every name that the module exports has its file", async () => {
  globalThis.__steepestHost = {} as Host;
  const names = Object.keys(await import("../submission/guest/steepest.ts")).sort();
  const found = importedBy(`import { ${names.join(", ")} } from "steepest";`);
  expect(Object.values(found).flat().sort()).toEqual(names);
});

test("of a file is shown what the imported names need, with their comments, and nothing else", () => {
  const textOf = (name: string) =>
    importedFromLibrary(
      { entry: "a.ts", files: { "a.ts": `import { ${name} } from "steepest";` } },
      guestSources,
    )[0]?.text;
  expect(textOf("cosineDecay")).toMatch(/^const decayRules = .*^export function cosineDecay/ms);
  expect(textOf("cosineDecay")).not.toMatch(/linearDecay|^import/m);
  expect(textOf("scaleByNadam")).toMatch(/^export function scaleByNadam.*^function adam/ms);
  // What is shown of a name is there to the last line.
  for (const [path, text] of Object.entries(guestSources)) {
    for (const [, name = ""] of text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)) {
      const [file] = importedFromLibrary(
        { entry: "a.ts", files: { "a.ts": `import { ${name} } from "steepest";` } },
        guestSources,
      );
      if (file?.path === path)
        expect(() => new Function(file.text.replaceAll(/^export /gm, ""))).not.toThrow();
    }
  }
});

test("a file is shown without the gaps that its types leave", () => {
  const [file] = importedFromLibrary(
    { entry: "a.ts", files: { "a.ts": 'import { momentum } from "steepest";' } },
    guestSources,
  );
  expect(file?.text).toContain("export function momentum");
  expect(file?.text).not.toMatch(/\n{3}/);
});
