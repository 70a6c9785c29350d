/** A worker's functions, by name: each takes one argument and answers, or fails with what can be shown. */
export type Functions = Readonly<Record<string, (argument: never) => unknown>>;

export type Called<Of extends Functions> = {
  readonly [Name in keyof Of]: (argument: Parameters<Of[Name]>[0]) => Promise<Awaited<ReturnType<Of[Name]>>>;
};

interface Call {
  readonly call: number;
  readonly name: string;
  readonly argument: unknown;
}
type Answer =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly failure: unknown };

/** In the worker: answers calls of these functions. */
export function answerCalls(functions: Functions): void {
  addEventListener("message", async ({ data }: MessageEvent<Call>) => {
    const { call, name, argument } = data;
    let answer: Answer;
    try {
      const called = functions[name];
      if (called === undefined) throw new Error(`the worker has no function ${name}`);
      answer = { call, value: await called(argument as never) };
    } catch (error) {
      answer = { call, failure: plain(error) };
    }
    postMessage(answer);
  });
}

/** A structured clone of an error keeps its message alone. */
const plain = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, details, solution } = error as Error & Readonly<Record<string, unknown>>;
  return { message: error.message, code, details, solution };
};

/** What a worker's function failed with. */
export class WorkerFailure extends Error {
  readonly details: string | null;
  readonly solution: string | null;
  constructor(given: unknown) {
    const { message, details, solution } = given as Readonly<Record<string, unknown>>;
    super(typeof message === "string" ? message : "The worker failed.");
    this.name = "WorkerFailure";
    this.details = typeof details === "string" ? details : null;
    this.solution = typeof solution === "string" ? solution : null;
  }
}

/** On the page: calls a worker's functions. Messages that answer no call go to `onMessage`. */
export function callWorker<Of extends Functions>(
  worker: Worker,
  onMessage: (message: unknown) => void = () => {},
): Called<Of> {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const waiting = typeof data === "object" && "call" in data ? open.get(data.call) : undefined;
    if (waiting === undefined) {
      onMessage(data);
      return;
    }
    open.delete(data.call);
    if ("failure" in data) waiting.reject(new WorkerFailure(data.failure));
    else waiting.resolve(data.value);
  });
  worker.addEventListener("error", ({ message }) => {
    for (const { reject } of open.values())
      reject(new WorkerFailure({ message: message || "The worker could not be loaded." }));
    open.clear();
  });
  const call = (name: string) => (argument: unknown) => {
    const answered = Promise.withResolvers<unknown>();
    open.set(++calls, answered);
    worker.postMessage({ call: calls, name, argument } satisfies Call);
    return answered.promise;
  };
  return new Proxy(
    {},
    { get: (_, name) => (name === "then" ? undefined : call(String(name))) },
  ) as Called<Of>;
}
