import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { moduleNames } from "../node/compileModule.ts";
import { generateModule } from "../node/generateModules.ts";

test.each(moduleNames)(
  "%s.generated.ts is what `npm run generate -w @steepest/tensors` makes",
  async (name) => {
    const written = readFileSync(new URL(`./${name}.generated.ts`, import.meta.url), "utf8");
    expect(written === (await generateModule(name))).toBe(true);
  },
);

test.each(moduleNames)("%s has no data, stack or heap of its own", async (name) => {
  const { [`${name}Module`]: module } = await import(`./${name}.generated.ts`);
  for (const build of [module.fma, module.plain]) {
    const compiled = new WebAssembly.Module(Buffer.from(build, "base64"));
    expect(WebAssembly.Module.imports(compiled)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    const kinds = new Set(WebAssembly.Module.exports(compiled).map((each) => each.kind));
    expect([...kinds].sort()).toEqual(["function", "memory"]);
  }
});
