import { expect, test } from "vitest";
import { labResultOf } from "../../apps/api/test/labResult.ts";
import { addressOf } from "../../apps/api/http/addressOf.ts";
import { checkNesting } from "../../apps/api/http/checkNesting.ts";
import { webhookAddress } from "../../apps/api/notifications/webhookAddress.ts";
import { highlightRuns } from "../../apps/api/reader/highlightRuns.ts";
import { terminalText } from "../../apps/runner/src/terminal/terminalText.ts";
import { printable } from "../../packages/base/printable.ts";
import { renderTable } from "../../apps/runner/src/terminal/renderTable.ts";
import { diffHunks, diffLines } from "../../apps/site/src/compare/diffLines.ts";
import { bibtex } from "../../apps/site/src/format/citation.ts";
import { renderSource } from "../../apps/site/src/format/renderSource.ts";
import { createSearch } from "../../apps/site/src/search/createSearch.ts";
import { searchSections } from "../../apps/site/src/search/searchSections.ts";
import { fitText } from "../../packages/charts/fitText.ts";
import { codeFrame } from "../../packages/core/harness/codeFrame.ts";
import { parsePythonJson } from "../../packages/core/harness/goldenTrajectory.ts";
import { fieldLine } from "../../packages/core/sandbox/fieldLine.ts";
import { importedFromLibrary } from "../../packages/core/sandbox/guestLibrary.ts";
import { guestSources } from "../../packages/core/sandbox/guestSources.generated.ts";
import { guestFailure } from "../../packages/core/sandbox/guestFailure.ts";
import { missingExport } from "../../packages/core/sandbox/missingExport.ts";
import { sourceModules } from "../../packages/core/sandbox/source/sourceModules.ts";
import { stripTypes } from "../../packages/core/sandbox/stripTypes.ts";
import { readEvents } from "../../packages/core/schema/api/readEvents.ts";
import { readWholeExport } from "../../packages/core/schema/api/readExport.ts";
import { manifestProblems } from "../../packages/core/schema/manifestProblems.ts";
import { createLabResultSchema } from "../../packages/core/schema/api/lab.ts";
import { labCommand } from "../../packages/core/schema/labCommand.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { plainText } from "../../packages/core/schema/plainText.ts";
import { paperUrl } from "../../packages/core/schema/paperUrl.ts";
import { tableCsv } from "../../packages/core/schema/table.ts";
import { cellNumber, readCsv } from "../../packages/core/score/algoperf/readCsv.ts";

// Whoever sends four times as much may make us work four times as long: every parser of strangers' text, on every text that makes some parser go back.
// Measured is this thread's processor time at two lengths, so that what else the machine does counts little; a square would be sixteen times.
// Its clock may go in steps of milliseconds: what seems to grow too fast is asked again with longer texts, and only what does so at all lengths has grown.

// Below some thousand characters the engine's own limits (how deep functions call each other) still make steps.
const lengths = [6000, 24_000, 96_000] as const;
/** Between 4 and 16. Collecting garbage and warming up grow a little faster than the text. */
const mostGrowth = 9;
/** Under it a difference says nothing. Of a square, the longer text takes a hundred times as long. */
const restMilliseconds = 1;
const triesEach = 3;
/** What takes so long needs no longer text to show that it grows. */
const longMilliseconds = 2000;

/** What is repeated. */
const repeated = [
  ..."\"'`[]{}()<>/\\.,:;=-+*!?#$%@&|^~_ \t\n\r\u0000\u001b\u009b\u202e0aé😀",
  '"\\"',
  '",',
  '""',
  "\\\\",
  "[1,",
  '{"a":',
  "[a](",
  "![",
  "<T>(",
  "a<",
  "(a=<T>",
  "/[",
  "/*",
  "//\n",
  "${",
  "`${",
  "\u001b[",
  "\u001b]",
  "\u001b]0;",
  "\u001b[31m",
  "\u009d",
  "1.",
  "1e",
  "-.",
  ": ",
  "a ",
  "a\n",
  "a\r\n",
  "\n\n",
  "data:a\n",
  "import ",
  "export a ",
  'import a from "',
  'import"./a";\n',
  'export*from"a";\n',
  ";=",
  "defineSubmission<",
  "defineSubmission(<",
  "at (",
  "(a.ts:1",
  "at a.ts:",
  "' in module '",
  "a,b\n",
  '"a"\n',
  "aA",
  "await ",
];

const fileOf = (text: string) => ({ entry: "a.ts", files: { "a.ts": text } });
const streamOf = (text: string) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      // In many pieces, as a network brings it.
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; at += 64) controller.enqueue(bytes.subarray(at, at + 64));
      controller.close();
    },
  });
const publicOnly = { allow: "public", ownHost: null } as const;
const search = createSearch([
  { href: "/a", title: "Studies and trials", of: "Rules", text: "A study is a repetition with its own seed." },
]);

/** A lab's file with one text wherever a stranger has a word. */
const labFileOf = (text: string): LabFile => {
  const { file } = labResultOf(text, text);
  return { ...file, instrument: text, workload: text, words: { mode: text }, library: text } as LabFile;
};

/** Every parser that reads what strangers wrote. What it says of the text does not matter here, nor whether it refuses it. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  "nesting of a request's JSON": (text) => checkNesting(new TextEncoder().encode(text)),
  "the address of who asks": (text) => addressOf({ get: () => text } as unknown as Headers),
  "the address of a webhook": (text) => webhookAddress(`https://${text}`, publicOnly),
  "a manifest's name": (text) => manifestProblems({ name: text, ruleset: "self", hyperparameters: [{}] }),
  "a manifest's texts": (text) =>
    manifestProblems({ name: "ab", ruleset: text, description: text, authors: [text], paper: text }),
  "a search space": (text) =>
    manifestProblems({
      name: "ab",
      ruleset: "external",
      hyperparameters: text.split(" ").map((value) => ({ [value]: value })),
    }),
  "what somebody calls a thing": (text) => plainText(1, text.length).safeParse(text),
  "where a paper is": (text) => paperUrl(text) ?? paperUrl(`10.1000/${text}`) ?? paperUrl(`arxiv:${text}`),
  "a source's modules": (text) => sourceModules(fileOf(text)),
  "a source's JSON": (text) =>
    sourceModules({
      entry: "a.ts",
      files: { "a.ts": 'import a from "./b.json"; export default a;', "b.json": text },
    }),
  "types of a source": (text) => stripTypes("a.ts", text),
  "colours of a source": (text) => renderSource(text, highlightRuns({ "a.ts": text }).files["a.ts"]),
  "colours of a source's JSON": (text) => highlightRuns({ "a.json": text }),
  "a place in a source": (text) => codeFrame(fileOf(text), { file: "a.ts", line: 1, column: 1 }),
  "what a source imports of the library": (text) => importedFromLibrary(fileOf(text), guestSources),
  "the line of a manifest's field": (text) => fieldLine(text, ["hyperparameters", "lr", "min"]),
  "the line of an import": (text) =>
    missingExport("Could not find export 'gone' in module 'steepest'", fileOf(text)),
  "what the engine says of an export": (text) =>
    missingExport(`Could not find export '${text}`, fileOf("")),
  "an exception of a submission": (text) =>
    guestFailure({ name: text, message: text, stack: text }, "update", "a.ts"),
  "server-sent events": async (text) => {
    for await (const _ of readEvents(streamOf(text)));
  },
  "an export": (text) => readWholeExport(text),
  "a log in CSV": (text) => readCsv(text),
  "a number of a log": (text) => cellNumber(text),
  "a golden file": (text) => parsePythonJson(text),
  "text for a terminal": (text) => [printable(text), terminalText(text)],
  "a table for a terminal": (text) => renderTable([{ title: "a" }], [[text]]),
  "a table as CSV": (text) =>
    tableCsv({ name: "a", columns: [{ name: "a", type: "text" }], rows: [[text]] }),
  "a citation": (text) => bibtex({ key: text, authors: [text], title: text, url: text, date: new Date(0) }),
  "two versions of a source": (text) => diffHunks(diffLines(text, `${text.slice(1)}y`)),
  "the command of a lab's result": (text) => labCommand(labFileOf(text)),
  "what a stranger sends of the lab": (text) =>
    createLabResultSchema.safeParse({ ...labResultOf(text, text), file: labFileOf(text) }),
  "words beside a chart": (text) => fitText(text, 100),
  "a question to the search": (text) => search(text),
  "a document for the search": (text) => searchSections("/a", text, []),
};

/** A refusal is an answer. */
async function ask(parse: (text: string) => unknown, text: string): Promise<void> {
  try {
    await parse(text);
  } catch {
    // Whatever it says, it has been read.
  }
}

async function millisecondsOf(parse: (text: string) => unknown, text: string): Promise<number> {
  const before = process.threadCpuUsage();
  await ask(parse, text);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** How many times as long four times the text takes: the least of some tries, since only what else happens makes it more. */
async function growthOf(parse: (text: string) => unknown, textOf: (length: number) => string): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (const length of lengths) {
    const [short, long] = [textOf(length), textOf(4 * length)];
    for (let tries = 0; tries < triesEach; tries++) {
      const [once, four] = [await millisecondsOf(parse, short), await millisecondsOf(parse, long)];
      least = Math.min(least, (four + restMilliseconds) / (once + restMilliseconds));
      if (least <= mostGrowth || four > longMilliseconds) return least;
    }
  }
  return least;
}

test.each(Object.entries(parsers))("reading %s takes as long as the text is", async (_, parse) => {
  const grown: string[] = [];
  for (const unit of repeated) {
    // Behind it a letter, so that what has gone on to the end is not what was looked for.
    const growth = await growthOf(parse, (length) => `${unit.repeat(Math.ceil(length / unit.length))}x`);
    if (growth > mostGrowth) grown.push(`${JSON.stringify(unit)} × n: ${growth.toFixed(1)}`);
  }
  expect(grown).toEqual([]);
});

test("what grows with the square is noticed", async () => {
  const backtracking = (text: string) => /^(?:\d+\.?\d*)$/.test(text);
  expect(await growthOf(backtracking, (length) => `${"1".repeat(length)}x`)).toBeGreaterThan(mostGrowth);
});
