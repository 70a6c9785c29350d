import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadCommands } from "../../apps/runner/src/commands.ts";
import { blocksOf, codeSpans, documents, root } from "./readDocuments.ts";

const commands = await loadCommands();

/** Every fenced block: its language, and where it stands. */
const blocks = [...documents].flatMap(([document, text]) =>
  [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
    document,
    language,
    code,
  })),
);
const shells = blocks.filter(({ language }) => language === "sh");

/** The single commands of a shell's block: what lies between pipes, `&&` and `;`, without comments and variables set before it. */
const lines = shells.flatMap(({ document, code }) =>
  code
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => line.split(/&&|\|\||[;|](?=(?:[^']*'[^']*')*[^']*$)/))
    .map((line) =>
      line
        .trim()
        .replace(/^(?:[A-Z_]+=\S+ )+/, "")
        .replace(/^(while|do|if|then) /, ""),
    )
    .filter((line) => line !== "")
    .map((line) => ({ document, line, program: /^\S+/.exec(line)?.[0] ?? "" })),
);
const of = (program: RegExp) => lines.filter(({ line }) => program.test(line));

test("each language of the documents' blocks is one that a test reads", () => {
  const languages = new Map<string, string[]>();
  for (const { language, document } of blocks)
    languages.set(language, [...(languages.get(language) ?? []), document]);
  // ts: examples.test.ts; sh: here, commandLines.test.ts and test/e2e/lesson.test.ts; json and ini: here.
  expect(
    [...languages.keys()].filter((name) => !["ts", "sh", "js", "json", "ini", ""].includes(name)),
  ).toEqual([]);
  // test/e2e/notifications.test.ts checks a real call by it.
  expect(languages.get("js")).toEqual(["docs/accounts.md"]);
  // Listings of folders, and the usage lines that the command line writes itself (scripts/commands/commands.test.ts).
  expect([...new Set(languages.get(""))]).toEqual(["docs/algoperf-data.md", "docs/command-line.md"]);
});

test("no command hides in an indented block", () => {
  const hidden = [...documents].flatMap(([document, text]) =>
    [
      ...text
        .replace(/^```[\s\S]*?^```$/gm, "")
        .matchAll(/(?:^|\n)\n {4}((?:npx|npm|node|curl|git|python3|steepest) .*)/g),
    ].map(([, line]) => `${document}: ${line}`),
  );
  expect(hidden).toEqual([]);
});

test.each(shells)("a shell reads the block of $document", ({ code }) => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: code, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("each program of the blocks is one that these tests know", () => {
  const known = new Set(
    "npx npm node python3 curl jq git mkdir cd openssl rclone do after=$(tail after= api=http://127.0.0.1:8788 [ break done".split(
      " ",
    ),
  );
  // What a bare machine needs before there is anything of ours on it.
  for (const program of "apt-get reboot nvidia-smi wget tar useradd chown export ~/cuda11/bin/pip".split(" "))
    known.add(program);
  expect([...new Set(lines.map(({ program }) => program).filter((program) => !known.has(program)))]).toEqual(
    [],
  );
});

test("scripts that blocks call are there, and know the options that they are given", () => {
  const called = of(/^(node|python3) \S+\.(ts|py|mjs)/);
  expect(called.length).toBeGreaterThan(4);
  for (const { line } of called) {
    const [, path = "", ...words] = line.split(/\s+/);
    expect(existsSync(root + path), path).toBe(true);
    const source = readFileSync(root + path, "utf8");
    for (const word of words.filter((one) => one.startsWith("--")))
      expect(source, line).toContain(word.slice(2));
  }
});

test("what is asked of the API by hand are routes of it", () => {
  // docs/api.md lists each: a rule of the repository compares.
  const routes = codeSpans(documents.get("docs/api.md") ?? "").flatMap(
    (span) => /^[A-Z]+ (\/v1\/\S+)$/.exec(span)?.[1] ?? [],
  );
  const patterns = routes.map((path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`));
  const asked = of(/^curl /).map(({ line }) => /\/v1\/[^"?\s]*/.exec(line)?.[0] ?? line);
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((path) => !patterns.some((pattern) => pattern.test(path)))).toEqual([]);
});

const wranglers = of(/^npx wrangler /).map(({ line }) => {
  const words = line.split(/\s+/).slice(2);
  const first = words.findIndex((word) => word.startsWith("-"));
  const depth = { d1: words[1] === "migrations" ? 3 : 2, r2: 3, secret: 2 }[words[0] ?? ""] ?? 1;
  return {
    command: words.slice(0, depth).join(" "),
    options: first < 0 ? [] : words.filter((word) => /^--\w/.test(word)),
  };
});
const ofWrangler = Map.groupBy(wranglers, ({ command }) => command);
const wrangler = readFileSync(`${root}node_modules/wrangler/wrangler-dist/cli.js`, "utf8");

// Its help would say the same, seconds later for each.
test.each([...ofWrangler])(
  "wrangler %s is a command, and its options are options of wrangler",
  (command, uses) => {
    expect(wrangler.includes(`command: "wrangler ${command}"`)).toBe(true);
    for (const { options } of uses)
      for (const option of options) {
        const name = option.replace(/^--/, "").replace(/=.*/, "");
        expect(new RegExp(`["']?${name}["']?: \\{`).test(wrangler), `${command} ${option}`).toBe(true);
      }
  },
);

test("the configuration for coding agents calls the command that serves them", () => {
  const [block = ""] = blocksOf(documents.get("docs/mcp.md") ?? "", "json");
  const { mcpServers } = JSON.parse(block) as { mcpServers: { steepest: { args: string[] } } };
  const [program, name = "", ...rest] = mcpServers.steepest.args;
  const command = commands[name];
  expect(program).toBe("steepest");
  expect(rest.filter((word) => word.startsWith("--")).map((word) => word.slice(2))).toEqual(
    expect.arrayContaining(
      Object.keys((command as { args?: object })?.args ?? {}).filter((one) => one === "api"),
    ),
  );
});

test("the service of docs/run-a-runner.md starts what is there", () => {
  const units = blocksOf(documents.get("docs/run-a-runner.md") ?? "", "ini");
  expect(units.length).toBeGreaterThan(0);
  for (const unit of units) expectService(unit);
});

function expectService(unit: string): void {
  const [, words = ""] = /^ExecStart=\S+ --disable-sigusr1 (.+)$/m.exec(unit) ?? [];
  const [path = "", name = ""] = words.split(" ");
  expect(existsSync(root + path)).toBe(true);
  expect(Object.keys(commands)).toContain(name);
  const cli = globSync("*.ts", { cwd: `${root}apps/runner/src/cli` }).map((file) =>
    readFileSync(`${root}apps/runner/src/cli/${file}`, "utf8"),
  );
  for (const [, variable = ""] of unit.matchAll(/^Environment=(STEEPEST_\w+)=/gm))
    expect(
      cli.some((text) => text.includes(variable)),
      variable,
    ).toBe(true);
}
