/**
 * Run in a copy of the repository whose class `gpu-webgpu` was measured: enters the smoke test on that class's board, lets a runner of the class work, and
 * prints what the platform then says.
 */
import { sourceNamed } from "./sources.ts";
import { startTestPlatform } from "./startTestPlatform.ts";

const board = "smoke.self.gpu-webgpu";
const platform = await startTestPlatform();
try {
  const { client } = platform;
  const { version } = await client.createSubmission(sourceNamed("measured"));
  const { id } = await client.createEntry({ version, board });
  const runner = platform.startRunner("lab", ["--class", "gpu-webgpu", "--once"]);
  await runner.exited;
  const { status, trialGrid } = await client.entry(id);
  console.log(
    JSON.stringify({
      status,
      rows: (await client.board(board)).rows.map(({ submission }) => submission),
      record: await client.record(trialGrid[0]?.id ?? ""),
      page: await (await fetch(`${platform.url}/boards/${board}`)).text(),
      runner: platform.runnerLines,
    }),
  );
} finally {
  await platform.stop();
}
