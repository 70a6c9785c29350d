import type { Platform } from "../../platform/startPlatform.ts";
import { type Aim, cpuOf, plain } from "./measures.ts";

/** Of a record. */
const bodyBytes = 20_000;

/** Cycles of the empty Worker (`emptyWorker.ts`): none of the API's can be faster on the same machine. */
export async function measureEmpty(
  platform: Platform,
  { runnersAtOnce, cycles, say }: { runnersAtOnce: number; cycles: number; say: (what: string) => void },
): Promise<Aim[]> {
  say(`${cycles} cycles of a Worker that only asks of D1 and R2`);
  const record = "x".repeat(bodyBytes);
  const ask = async (name: string, body: string) => {
    const answer = await fetch(`${platform.url}/${name}`, { method: "POST", body });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the empty Worker answered ${answer.status}`);
  };
  let left = cycles;
  const before = cpuOf(platform);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: runnersAtOnce }, async () => {
      while (left-- > 0) {
        await ask("lease", "{}");
        await ask("heartbeat", "{}");
        await ask("report", record);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return [
    plain(`a Worker that only asks of D1 and R2: ${runnersAtOnce} runners`, cycles / seconds, "cycles/s"),
    plain("a Worker that only asks of D1 and R2: CPU for each", (cpuOf(platform) - before) / cycles, "ms"),
  ];
}
