// Puts the prepared data that tabs train on into a deployment's bucket: node scripts/uploadData.ts [WORKLOAD …] [--local]
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { dataKey } from "../apps/api/data/servedData.ts";
import { suite } from "../packages/workloads/catalogue.ts";
import type { Dataset } from "../packages/workloads/datasets/dataset.ts";
import { datasetOf } from "../packages/workloads/datasets/datasetOf.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { local: { type: "boolean", default: false }, bucket: { type: "string", default: "steepest" } },
});
const workloads = positionals.length === 0 ? suite("quick").workloads : positionals;
const where = values.local ? "--local" : "--remote";

/** Compressed here: nothing on the way would compress bytes of no known kind. */
async function upload(path: string, file: Dataset["files"][number]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "steepest-data-"));
  try {
    const packed = join(folder, file.name);
    await writeFile(packed, gzipSync(await readFile(path), { level: 9 }));
    await run(
      process.execPath,
      [
        join(root, "node_modules/wrangler/bin/wrangler.js"),
        ...["r2", "object", "put", `${values.bucket}/${dataKey(file)}`, where, "--file", packed],
        ...["--content-type", "application/octet-stream", "--content-encoding", "gzip"],
      ],
      { cwd: root },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const directory = join(root, ".steepest/data");
const datasets = new Set<Dataset>();
for (const workload of workloads) {
  await prepareData(workload, { directory, onProgress: console.log });
  datasets.add(datasetOf(workload));
}
for (const { id, files } of datasets) {
  for (const file of files) {
    console.log(`${id}/${file.name} …`);
    await upload(join(directory, id, file.name), file);
  }
}
console.log(`${[...datasets].map(({ id }) => id).join(", ")}: uploaded.`);
