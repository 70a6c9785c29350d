import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labFigure } from "@steepest/charts/labFigure.ts";
import { instruments } from "@steepest/core/lab/instruments.ts";
import { labFileSchema } from "@steepest/core/schema/labFile.ts";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { figureCsv } from "../lab/labPage.ts";
import { terminalPlot } from "../terminal/terminalPlot.ts";

const nadamw = join(import.meta.dirname, "../../../../submissions/nadamw/self.ts");
const small = [
  "--points",
  "2",
  "--examples",
  "16",
  "--lanczos",
  "2",
  "--traces",
  "0",
  "--studies",
  "2",
  "--jobs",
  "1",
];

test("an instrument runs its tasks in processes, writes data and page, and an interrupted one goes on from its findings", async () => {
  const out = join(temporaryFolder(), "found");
  const first = await runCaptured(["lab", "curvature", nadamw, "--steps", "2", ...small, "--out", out]);
  expect(first.err).not.toContain("✘");
  expect(first.code).toBe(0);
  expect(first.out).toContain("Largest eigenvalue of the Hessian");
  expect(first.out).toMatch(/nadamw_self, seed 1: the largest eigenvalue went from [\d.]+ to [\d.]+/);
  const file = labFileSchema.parse(JSON.parse(readFileSync(join(out, "curvature.json"), "utf8")));
  expect(file.results.map(({ task }) => task.seed)).toEqual([1, 2]);
  const page = readFileSync(join(out, "curvature.html"), "utf8");
  expect(page).toContain('download="largest-eigenvalue-of-the-hessian.csv"');
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);

  // The second finding is cut off in the middle, as a kill would leave it; the first is marked, to see that it is not measured anew.
  const log = join(out, "findings.jsonl");
  const [kept = "", lost = ""] = readFileSync(log, "utf8").split("\n");
  const marked = kept.replace(/"loss":\[[\d.]+/, '"loss":[0.125');
  writeFileSync(log, `${marked}\n${lost}`);
  truncateSync(log, Buffer.byteLength(marked) + 20);
  const again = await runCaptured([
    "lab",
    "curvature",
    nadamw,
    "--steps",
    "2",
    ...small,
    "--out",
    out,
    "--json",
  ]);
  expect(again.code).toBe(0);
  const { results } = JSON.parse(again.out);
  expect(results[0].finding.series.loss[0]).toBe(0.125);
  expect(results[1]).toEqual(file.results[1]);
  const other = await runCaptured(["lab", "curvature", nadamw, "--steps", "3", ...small, "--out", out]);
  expect(other.code).not.toBe(0);
  expect(other.err).toContain("--steps: 2 there, 3 now");
});

test("what cannot be measured is said before or while it is tried", async () => {
  const wrong = await runCaptured(["lab", "sensitivity", nadamw, "--set", "rate=1"]);
  expect(wrong.err).toContain("nadamw_self has no hyperparameter rate.");
  const range = await runCaptured(["lab", "curvature", nadamw, "--points", "1"]);
  expect(range.err).toContain("--points must be a whole number from 2 to 1000");
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "free.ts"),
    `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({ name: "free", ruleset: "self", hyperparameters: [{ size: 1 }], init: () => ({}),
  update: (ctx) => ({ params: addScaled(ctx.params, ctx.lossAndGrad(ctx.params, ctx.batch).grads, -0.1) }) });`,
  );
  const free = await runCaptured(["lab", "sensitivity", "free.ts", "--steps", "2", "--rates", "1"], {
    cwd: folder,
  });
  expect(free.code).not.toBe(0);
  expect(free.err).toContain("free has no hyperparameter called lr");
});

test("the list and every instrument's help say what it measures and what it costs", async () => {
  const { out } = await runCaptured(["lab"]);
  for (const { name, title } of instruments) expect(out).toMatch(new RegExp(`${name} +${title}`));
  const help = await runCaptured(["lab", "curvature", "--help"]);
  for (const said of ["Hessian", "2/η", "Ghorbani", "Cost:", "--full-batch"])
    expect(help.out).toContain(said);
});

const figure = {
  kind: "lines" as const,
  title: "Loss",
  x: { label: "step", scale: "linear" as const },
  y: { label: "loss", scale: "log" as const },
  series: [
    {
      name: 'a, "b"',
      points: [
        [0, 1],
        [1, 10],
        [2, null],
        [3, 100],
      ] as const,
    },
  ],
};

test("figures are tables too, with a gap where there is no number", () => {
  expect(figureCsv(figure)).toBe(
    'series,step,loss\r\n"a, ""b""",0,1\r\n"a, ""b""",1,10\r\n"a, ""b""",2,\r\n"a, ""b""",3,100\r\n',
  );
  // A spreadsheet would take it for a formula.
  const formula = { ...figure, series: [{ name: "=1+1", points: [[0, 1]] as const }] };
  expect(figureCsv(formula)).toContain("'=1+1,0,1");
  const map = {
    kind: "map" as const,
    title: "Map",
    x: figure.x,
    y: figure.y,
    xs: [1, 2],
    ys: [3],
    values: [[5, null]],
    valueLabel: "v",
  };
  expect(figureCsv(map)).toBe("step,loss,v\r\n1,3,5\r\n2,3,\r\n");
  expect(labFigure(map)).toContain("1 × 1 cells".replace("1 × 1", "2 × 1"));
});

test("a figure in characters puts the ends of the data at the ends of its axes", () => {
  const lines = terminalPlot(figure, 20, 5).split("\n");
  expect(lines[0]).toBe("Loss");
  expect(lines[1]?.endsWith("•")).toBe(true);
  expect(lines[5]).toMatch(/│•/);
  expect(terminalPlot({ ...figure, series: [] })).toBe("");
});
