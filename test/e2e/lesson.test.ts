import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { root } from "../documents/readDocuments.ts";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

/** What the lesson does: a file that it writes, named in the sentence before its block, or a command. */
type Step = { readonly file: string; readonly code: string } | { readonly command: string };

async function steps(): Promise<Step[]> {
  const text = await readFile(join(root, "docs/first-algorithm.md"), "utf8");
  const blocks = [...text.matchAll(/(.*)\n\n```(ts|sh)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, before = "", language, code = ""]): Step[] => {
    if (language === "sh")
      return code
        .trim()
        .split("\n")
        .map((command) => ({ command }));
    const [, file] = /`(\w+\.ts)`:$/.exec(before) ?? [];
    if (file === undefined) throw new Error(`no file is named before: ${code}`);
    return [{ file, code }];
  });
}

let platform: TestPlatform;
let folder: string;
beforeAll(async () => {
  await prepareData("mnist_mlp");
  platform = await startTestPlatform();
  platform.startRunner("lesson");
  folder = await mkdtemp(join(tmpdir(), "steepest-lesson-"));
  await symlink(join(root, ".steepest/data"), join(folder, "data"));
}, 300_000);
afterAll(async () => {
  await platform?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("whoever follows the lesson has written, trained, compared and entered an algorithm", async () => {
  const said: string[] = [];
  const env = {
    ...process.env,
    ...{ STEEPEST_HOME: folder, STEEPEST_API: platform.url, STEEPEST_TOKEN: platform.submitterToken },
  };
  for (const step of await steps()) {
    if ("file" in step) {
      await writeFile(join(folder, step.file), step.code);
      continue;
    }
    const [npx, steepest, ...words] = step.command.split(" ");
    expect([npx, steepest]).toEqual(["npx", "steepest"]);
    const program = join(root, "apps/runner/bin/steepest.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { cwd: folder, env });
    said.push(stdout);
  }
  expect(said).toHaveLength(6);
  const [, , first, both, compared] = said;
  expect(first).toContain("my_sgd");
  for (const name of ["my_sgd", "my_cosine"])
    for (const text of [both, compared]) expect(text).toContain(name);
  expect(await readFile(join(folder, "runs/both.csv"), "utf8")).toContain("my_cosine");
  const [entry] = await platform.client.entries({ submission: "my_cosine" });
  expect(entry).toMatchObject({ status: "complete", board: "smoke.self.cpu-wasm" });
}, 300_000);
