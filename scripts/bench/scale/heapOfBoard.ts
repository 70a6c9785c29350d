import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { makeView } from "../../../apps/api/boards/makeView.ts";
import { parseBoardId } from "../../../packages/core/schema/boardId.ts";
import { hardwareClass } from "../../../packages/workloads/catalogue.ts";
import { localD1 } from "../../platform/localD1.ts";

interface Wanted {
  readonly file: string;
  readonly board: string;
}

const mebibytes = { least: 4, most: 512, exact: 2 };

/**
 * The least heap in MiB within which a board can be scored from nothing. workerd tells nobody of a heap's peak, so the same code runs in an isolate of this
 * Node with less and less of it, until it no longer can; rows come as JSON, as from D1.
 */
export async function heapOfBoard(wanted: Wanted): Promise<number> {
  let [tooLittle, enough]: [number, number] = [mebibytes.least, mebibytes.most];
  while (enough - tooLittle > mebibytes.exact) {
    const middle = Math.round(Math.sqrt(tooLittle * enough));
    const tried = middle <= tooLittle || middle >= enough ? (tooLittle + enough) / 2 : middle;
    if (await isEnough(wanted, tried)) enough = tried;
    else tooLittle = tried;
  }
  return enough;
}

const isEnough = (wanted: Wanted, megabytes: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: wanted,
      resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 4 },
    });
    worker.once("message", () => resolve(true));
    worker.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") resolve(false);
      else reject(error);
    });
  });

if (!isMainThread) {
  const { file, board } = workerData as Wanted;
  const { database } = localD1(file, { isJson: true });
  const parsed = parseBoardId(board);
  const { bytes } = await makeView(database, parsed, hardwareClass(parsed.hardwareClass).measure);
  parentPort?.postMessage(bytes.length);
}
