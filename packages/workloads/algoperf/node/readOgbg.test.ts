import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unknownLabel } from "../../tasks/labelledGraphs.ts";
import { readOgbg } from "./readOgbg.ts";

let directory: string;
const row = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at).join(",");
const labels = (first: string) => [first, ...Array<string>(127).fill("0")].join(",");

/** Three molecules: a pair, a chain of three and a single atom. */
const files = {
  "raw/num-node-list.csv": "2\n3\n1\n",
  "raw/num-edge-list.csv": "1\n2\n0\n",
  "raw/node-feat.csv": `${[0, 10, 20, 30, 40, 50].map((first) => row(first, 9)).join("\n")}\n`,
  "raw/edge-feat.csv": `${[100, 200, 300].map((first) => row(first, 3)).join("\n")}\n`,
  "raw/edge.csv": "0,1\n0,1\n1,2\n",
  "raw/graph-label.csv": `${[labels("1"), labels(""), labels("0.0")].join("\n")}\n`,
  "split/scaffold/train.csv": "0\n",
  "split/scaffold/valid.csv": "1\n",
  "split/scaffold/test.csv": "2\n1\n",
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-ogbg-"));
  await mkdir(join(directory, "raw"));
  await mkdir(join(directory, "split/scaffold"), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    if (name === "raw/edge.csv") await writeFile(join(directory, name), text);
    else await writeFile(join(directory, `${name}.gz`), gzipSync(text));
  }
});
afterAll(() => rm(directory, { recursive: true }));

test("reads graphs with every bond both ways and unknown labels marked", async () => {
  const { validation } = await readOgbg(directory);
  expect([...validation.nodeStarts]).toEqual([0, 3]);
  expect([...validation.senders]).toEqual([0, 1, 1, 2]);
  expect([...validation.receivers]).toEqual([1, 2, 0, 1]);
  expect([...validation.nodes.subarray(0, 10)]).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 30]);
  expect([...validation.edges]).toEqual([200, 201, 202, 300, 301, 302, 200, 201, 202, 300, 301, 302]);
  expect([...validation.labels.subarray(0, 2)]).toEqual([unknownLabel, 0]);
});

test("takes each split's graphs in the order of its file", async () => {
  const { train, test: last } = await readOgbg(directory);
  expect(train.labels[0]).toBe(1);
  expect([...last.nodeStarts]).toEqual([0, 1, 4]);
  expect([...last.edgeStarts]).toEqual([0, 0, 4]);
  expect([...last.labels.filter((_, at) => at % 128 === 0)]).toEqual([0, unknownLabel]);
});

test("refuses missing files, tables of different downloads and what is no number", async () => {
  await expect(readOgbg(tmpdir())).rejects.toMatchObject({ code: "ogbg-missing" });
  const broken = async (text: string) => {
    await writeFile(join(directory, "raw/edge.csv"), text);
    return readOgbg(directory).finally(() =>
      writeFile(join(directory, "raw/edge.csv"), files["raw/edge.csv"]),
    );
  };
  await expect(broken("0,1\n")).rejects.toMatchObject({ code: "ogbg-format" });
  await expect(broken("0,1\n0,1\n1,two\n")).rejects.toMatchObject({ code: "csv-number" });
});
