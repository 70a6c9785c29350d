// Every type of page at three widths in both themes: overflow, accessibility, weight: npm run pages   (-- --help says what it takes)
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { labResultOf } from "../apps/api/test/labResult.ts";
import { createClient } from "../packages/core/schema/api/client.ts";
import { findBrowser } from "../test/browsers/runInBrowser.ts";
import { sourceNamed, textNamed } from "../test/e2e/sources.ts";
import { smokeBoard, startTestPlatform } from "../test/e2e/startTestPlatform.ts";
import { pagesOf } from "../test/pages/pagesOf.ts";
import { playSpeed } from "../test/pages/playSpeed.ts";
import { sweepPages, themes, widths } from "../test/pages/sweepPages.ts";

const help = `npm run pages -- [options]

Opens every type of page in Chromium at ${widths.join(", ")} px in both themes. axe may find nothing at any level, nothing may be wider than the screen or too
faint, the head has description, canonical address and social card, and a page weighs 150 kB at most. Exits with 1 and a line for each that is wrong.

  --url URL        a platform that runs (default: one is started, with two entries)
  --sign-in LINK   an address that signs in, so that the pages of an account are seen, too
  --path PATH      this page alone (may be repeated)
  --quick          in the light theme at ${widths[0]} px only
  --pictures DIR   writes a picture of each
  --speed          instead how soon the playground paints and is ready to run, of five visits with an empty cache
`;

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    "sign-in": { type: "string" },
    path: { type: "string", multiple: true },
    pictures: { type: "string" },
    speed: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** A platform with two entries that have ended, a second version and a result of the lab, so that each type of page has something to show. */
async function startOwn() {
  const platform = await startTestPlatform();
  const ids: string[] = [];
  for (const name of ["swept", "swept_too"]) {
    const { version } = await platform.client.createSubmission(sourceNamed(name));
    ids.push((await platform.client.createEntry({ version, board: smokeBoard })).id);
    if (ids.length === 1) await platform.client.createLabResult(labResultOf(version, name));
  }
  await platform.client.createSubmission({
    entry: "swept.ts",
    files: { "swept.ts": textNamed("swept").replace("beta2: 0.95", "beta2: 0.99") },
  });
  platform.startRunner("sweep");
  const isComplete = async (id: string) => (await platform.client.entry(id)).status === "complete";
  while (!(await Promise.all(ids.map(isComplete))).every(Boolean))
    await new Promise((resolve) => setTimeout(resolve, 1000));
  const { url } = await platform.admin.createSignInLink({ user: "you", minutes: 30, admin: true });
  return { url: platform.url, signIn: url, entries: ids, stop: platform.stop };
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const executablePath = findBrowser("chromium");
  if (executablePath === null) return 2;
  const own = values.url === undefined ? await startOwn() : null;
  const url = own?.url ?? values.url ?? "";
  const signIn = own?.signIn ?? values["sign-in"];
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
  try {
    if (values.speed) {
      for (let visit = 0; visit < 5; visit++) {
        const { firstPaint, ready, processor } = await playSpeed(browser, url);
        const [painted, able, spent] = [firstPaint, ready, processor].map(Math.round);
        process.stdout.write(`first paint ${painted} ms, ready ${able} ms, ${spent} ms of processor time\n`);
      }
      return 0;
    }
    const paths = values.path ?? (await pagesOf(createClient({ baseUrl: url })));
    const wrong = await sweepPages({
      ...{ browser, url },
      widths: values.quick ? widths.slice(0, 1) : widths,
      themes: values.quick ? themes.slice(0, 1) : themes,
      paths:
        own === null
          ? paths
          : [
              ...paths,
              `/entries/${own.entries[0]}`,
              `/boards/${smokeBoard}`,
              `/boards/${smokeBoard}/what-if?relax=10`,
              `/compare?${own.entries.map((id) => `entry=${id}`).join("&")}`,
            ],
      ...(signIn === undefined ? {} : { signIn }),
      ...(values.pictures === undefined ? {} : { pictures: values.pictures }),
      onPage: (line) => process.stderr.write(`${line}\n`),
    });
    process.stdout.write(wrong.map((line) => `✗ ${line}\n`).join(""));
    process.stdout.write(`${paths.length} pages, ${wrong.length} problems\n`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await own?.stop();
  }
}

process.exitCode = await main();
// workerd's handles would hold the process; everything is closed by now.
process.exit();
