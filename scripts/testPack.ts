// Packs the command line, installs it in an empty folder as anybody would, and uses it there: npm run test:pack (minutes; from npm's cache where it can)
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "steepest-installed-"));

const call = (file: string, args: readonly string[]): string => {
  process.stderr.write(`$ ${file.split("/").at(-1)} ${args.join(" ")}\n`);
  return execFileSync(file, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: join(folder, "home"), npm_config_cache: npmCache() },
    maxBuffer: 64 * 2 ** 20,
  });
};
const npmCache = () => execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
const fails = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch {
    return true;
  }
};
const demand = (is: boolean, what: string): void => {
  if (!is) throw new Error(what);
};

try {
  call(process.execPath, [join(root, "scripts/packCli.ts"), "--out", folder]);
  await writeFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  call("npm", [
    ...["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"],
    `./steepest-${version}.tgz`,
  ]);
  // Prepared data are the same bits everywhere: no need to build them for each test.
  await mkdir(join(folder, "home/.steepest"), { recursive: true });
  await mkdir(join(root, ".steepest/data"), { recursive: true });
  await symlink(join(root, ".steepest/data"), join(folder, "home/.steepest/data"));
  const steepest = join(folder, "node_modules/.bin/steepest");
  demand(call(steepest, ["--help"]).includes("Usage  steepest <command>"), "--help shows no usage");
  call(steepest, ["new", "mine"]);
  demand(call(steepest, ["check", "./mine.ts"]).includes("✓ passes"), "the template does not pass its check");
  // The tsconfig.json that `new` wrote knows the types, and mistakes by them.
  const compile = [join(folder, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", "."];
  call(process.execPath, compile);
  await writeFile(
    join(folder, "wrong.ts"),
    'import { ema } from "steepest";\nexport const wrong = ema("text");\n',
  );
  demand(
    fails(() => call(process.execPath, compile)),
    "a wrong type is not noticed",
  );
  await rm(join(folder, "wrong.ts"));
  const short = ["--workload", "mnist_mlp", "--studies", "1", "--budget", "0.5", "--no-baselines", "--json"];
  const run = JSON.parse(call(steepest, ["run", "./mine.ts", ...short])) as {
    readonly outcomes: Readonly<Record<string, number>>;
  };
  const ended = JSON.stringify(run.outcomes);
  demand(ended === '{"exhausted":1}', `half a second of training ended as ${ended}`);
  // A workload of one's own, as the documents that are packed show it.
  const shown = await readFile(join(folder, "node_modules/steepest/docs/workloads.md"), "utf8");
  const own = /## A workload of your own[\s\S]*?```ts\n([\s\S]*?)```/.exec(shown)?.[1];
  demand(own !== undefined, "the packed documents show no workload");
  await writeFile(join(folder, "iris.ts"), own ?? "");
  const kinds = ["setosa", "versicolor", "virginica"];
  const flowers = Array.from(
    { length: 150 },
    (_, at) => `5,3,${1 + 2 * (at % 3)},${at % 3},${kinds[at % 3]}`,
  );
  const head = "sepal_length,sepal_width,petal_length,petal_width,species";
  await writeFile(join(folder, "iris.csv"), [head, ...flowers].join("\n"));
  demand(
    call(steepest, ["workloads", "check", "./iris.ts"]).includes("keeps all"),
    "a workload of one's own breaks promises where the command line is installed",
  );
  call(steepest, [
    "run",
    "./mine.ts",
    "--workload",
    "./iris.ts",
    "--studies",
    "1",
    "--no-baselines",
    "--json",
  ]);
  call(process.execPath, compile);
  process.stdout.write("The packed command line works in an empty folder.\n");
} finally {
  await rm(folder, { recursive: true, force: true });
}
