import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { type Called, callWorker } from "./callWorker.ts";
import type { Practice } from "./practiceJobs.ts";
import type { Description, TabTerms, TrialFunctions, TrialNews, WorkerNews } from "./trialWorker.ts";

/** Each lane has engine and data in memory of its own, and a core to itself while it runs. */
const mostLanes = 4;

export type TabBackend = TabTerms["backend"];

interface Lane {
  readonly worker: Worker;
  readonly call: Called<TrialFunctions>;
  readonly opened: Promise<Omit<TabTerms, "jobs">>;
}

export interface LaneListener {
  readonly onNews: (news: TrialNews) => void;
  readonly onPrinted: (run: number, line: string) => void;
}

/** Workers that trials run in, side by side as far as the machine has cores. The first is there from the start and reads what submissions say of themselves. */
export class TrialLanes {
  readonly #listener: LaneListener;
  #lanes: Lane[] = [];
  #backend: TabBackend = "wasm";

  constructor(listener: LaneListener) {
    this.#listener = listener;
  }

  /** Has the first lane load sandbox, backend and data. */
  async prepare(backend: TabBackend, workload: string): Promise<TabTerms> {
    if (backend !== this.#backend) this.close();
    this.#backend = backend;
    const first = this.#lane(0);
    const [terms] = await Promise.all([first.opened, first.call.load(workload)]);
    return { ...terms, jobs: 1 };
  }

  gpu(isSoftwareToo: boolean): Promise<string | null> {
    return this.#lane(0).call.gpu(isSoftwareToo);
  }

  describe(source: SubmissionSource): Promise<Description> {
    return this.#lane(0).call.describe(source);
  }

  /** Runs all points; answers as each ends. A lane takes the next point as soon as it is free. */
  async practise(
    practice: Omit<Practice, "environment">,
    runs: readonly number[],
    onRecord: (run: number, record: TrialRecord) => void,
  ): Promise<void> {
    // One core stays with the page.
    const cores = Math.max(1, (navigator.hardwareConcurrency || 2) - 1);
    const jobs = this.#backend === "webgpu" ? 1 : Math.min(runs.length, cores, mostLanes);
    const waiting = [...runs.entries()];
    await Promise.all(
      Array.from({ length: jobs }, async (_, place) => {
        const { call, opened } = this.#lane(place);
        const tab = { ...(await opened), jobs };
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [at, run] = next;
          onRecord(run, await call.practise({ run, at, practice, tab }));
        }
      }),
    );
  }

  /** The first lane's functions, for what runs one by one. */
  get first(): Called<TrialFunctions> {
    return this.#lane(0).call;
  }

  rest(isResting: boolean): void {
    for (const { call } of this.#lanes) void call.rest(isResting);
  }

  /** Ends the workers with whatever they do: even what would never end by itself. */
  close(): void {
    for (const { worker } of this.#lanes) worker.terminate();
    this.#lanes = [];
  }

  #lane(place: number): Lane {
    const known = this.#lanes[place];
    if (known !== undefined) return known;
    const worker = new Worker(new URL("./trialWorker.ts", import.meta.url), { type: "module" });
    const call = callWorker<TrialFunctions>(worker, (message) => {
      const told = message as WorkerNews;
      if ("news" in told) this.#listener.onNews(told.news);
      else if ("printed" in told) this.#listener.onPrinted(told.run, told.printed);
    });
    const opened = call.open(this.#backend);
    // Whoever needs it hears of it.
    opened.catch(() => {});
    const lane = { worker, call, opened };
    this.#lanes[place] = lane;
    return lane;
  }
}
