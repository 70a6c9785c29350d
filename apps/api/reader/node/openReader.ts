import { type Reading, type ReadRequest, readRequestSchema } from "../reading.ts";
import { ReaderSlot } from "./readerSlot.ts";

export interface ReaderOptions {
  /** Readings at one time, each in a process of its own. */
  readonly processes?: number;
  /** Time of work of one reading, after which its process is killed. */
  readonly deadlineMilliseconds?: number;
  /** Readings that wait; further ones are told to come again. */
  readonly mostWaiting?: number;
  /** The same for those of one turn. */
  readonly mostWaitingOfTurn?: number;
}

export interface Reader {
  /** What the service binding READER calls. */
  readonly fetch: (request: { json(): Promise<unknown> }) => Promise<Response>;
  /** Ends its processes. */
  readonly close: () => void;
}

/** Whoever asked has given up by then. */
const mostMillisecondsWaiting = 25_000;

interface Waiting {
  readonly since: number;
  readonly request: ReadRequest;
  readonly resolve: (reading: Reading) => void;
}

/**
 * The reader on one's own machine: processes that read one submission at a time and are killed when that takes too long. With more than
 * one process, one is always left for others than whoever fills the rest.
 */
export function openReader({
  processes = 2,
  deadlineMilliseconds = 5000,
  mostWaiting = 64,
  mostWaitingOfTurn = 16,
}: ReaderOptions = {}): Reader {
  const slots = Array.from({ length: processes }, () => new ReaderSlot(deadlineMilliseconds));
  const waiting: Waiting[] = [];
  const running = new Map<string, number>();
  const mostRunningOfTurn = Math.max(1, processes - 1);
  let isClosed = false;

  const serve = (): void => {
    const oldest = performance.now() - mostMillisecondsWaiting;
    while (waiting[0] !== undefined && waiting[0].since < oldest) waiting.shift()?.resolve({ state: "busy" });
    for (const slot of slots) {
      if (!slot.isFree) continue;
      const place = waiting.findIndex(
        ({ request: { turn } }) => (running.get(turn) ?? 0) < mostRunningOfTurn,
      );
      const [next] = place < 0 ? [] : waiting.splice(place, 1);
      if (next === undefined) return;
      const { turn } = next.request;
      running.set(turn, (running.get(turn) ?? 0) + 1);
      void slot.read(next.request).then((reading) => {
        const left = (running.get(turn) ?? 1) - 1;
        if (left === 0) running.delete(turn);
        else running.set(turn, left);
        next.resolve(reading);
        serve();
      });
    }
  };

  const read = (request: ReadRequest): Promise<Reading> => {
    const ofTurn = waiting.filter((one) => one.request.turn === request.turn).length;
    if (isClosed || waiting.length >= mostWaiting || ofTurn >= mostWaitingOfTurn) {
      return Promise.resolve({ state: "busy" });
    }
    return new Promise((resolve) => {
      waiting.push({ since: performance.now(), request, resolve });
      serve();
    });
  };

  return {
    fetch: async (request) => Response.json(await read(readRequestSchema.parse(await request.json()))),
    close() {
      isClosed = true;
      for (const { resolve } of waiting.splice(0)) resolve({ state: "busy" });
      for (const slot of slots) slot.close();
    },
  };
}
