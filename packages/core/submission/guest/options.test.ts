import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Host } from "./host.ts";
import type { AnyTransform } from "./transform.ts";
import type { Tree } from "./tree.ts";

// Factories ask the host for nothing: what they make would.
globalThis.__steepestHost = {} as Host;
const steepest = await import("./steepest.ts");
const { guardedPoint } = await import("./hyperparameters.ts");

const inner: AnyTransform = steepest.stateless((updates: Tree) => updates);
const schedule = steepest.constantSchedule(0.1);

type Given = Readonly<Record<string, unknown>>;
interface Factory {
  /** Calls the factory with these options, whatever they are. */
  readonly make: (given: never) => unknown;
  /** A value for every option. */
  readonly all: Given;
  /** Options that may be negative. */
  readonly signed?: readonly string[];
  /** Takes its options one after the other: there is no room for an unknown one. */
  readonly positional?: boolean;
}
const adam = { beta1: 0.9, beta2: 0.99, eps: 1e-8 };
const decays = { peak: 1, stepFraction: 1, endFactor: 0.1 };

/** Every factory of the module; a new one that is not here fails a test below. */
const factories: Readonly<Record<string, Factory>> = {
  addDecayedWeights: {
    make: ({ weightDecay }: { weightDecay: number }) => steepest.addDecayedWeights(weightDecay),
    all: { weightDecay: 0.1 },
    positional: true,
  },
  averageExponentially: { make: steepest.averageExponentially, all: { decay: 0.9, debias: true } },
  averageUniformly: { make: steepest.averageUniformly, all: { startFactor: 0.5 } },
  baseOptimizer: {
    make: steepest.baseOptimizer,
    all: {
      base: "adamw",
      lr: 0.1,
      momentum: 0.9,
      nesterov: true,
      weight_decay: 0.1,
      beta1: 0.9,
      beta2: 0.9,
      eps: 1e-8,
      warmup_factor: 0.1,
    },
  },
  blockwiseQuantization: { make: steepest.blockwiseQuantization, all: { signed: true, blockSize: 64 } },
  clipAdaptively: { make: steepest.clipAdaptively, all: { limit: 0.01, eps: 1e-3 } },
  clipByGlobalNorm: {
    make: ({ limit }: { limit: number }) => steepest.clipByGlobalNorm(limit),
    all: { limit: 1 },
    positional: true,
  },
  clipByValue: {
    make: ({ limit }: { limit: number }) => steepest.clipByValue(limit),
    all: { limit: 1 },
    positional: true,
  },
  constantSchedule: {
    make: ({ value }: { value: number }) => steepest.constantSchedule(value),
    all: { value: 1 },
    signed: ["value"],
    positional: true,
  },
  cosineDecay: { make: steepest.cosineDecay, all: decays },
  cyclic: {
    make: steepest.cyclic,
    all: { peak: 1, lowFactor: 0, cycles: 4, cycleSteps: 10, shape: "cosine", peakFactor: 1 },
  },
  cyclicCosine: {
    make: steepest.cyclicCosine,
    all: { peak: 1, cycles: 3, warmupFactor: 0.1, endFactor: 0, peakFactor: 1 },
  },
  decayNewWeights: {
    make: ({
      weightDecay,
      learningRate,
      start,
    }: {
      weightDecay: number;
      learningRate: never;
      start: number;
    }) => steepest.decayNewWeights(weightDecay, learningRate, start),
    all: { weightDecay: 0.1, learningRate: schedule, start: 2 },
    positional: true,
  },
  exceptKind: {
    make: ({ kinds }: { kinds: readonly never[] }) => steepest.exceptKind(...kinds),
    all: { kinds: ["bias"] },
    positional: true,
  },
  delayed: {
    make: ({ steps }: { steps: number }) => steepest.delayed(steps),
    all: { steps: 2 },
    positional: true,
  },
  fourBitQuantization: { make: steepest.fourBitQuantization, all: { blockSize: 64 } },
  inBlocks: {
    make: ({ longest }: { longest: number }) => steepest.inBlocks(inner, longest),
    all: { longest: 512 },
    positional: true,
  },
  inverseSquareRoot: {
    make: steepest.inverseSquareRoot,
    all: { peak: 1, timescale: 10, timescaleFactor: 0.1 },
  },
  linearDecay: { make: steepest.linearDecay, all: { peak: 1, warmupFactor: 0.1 } },
  linearWarmup: { make: steepest.linearWarmup, all: { peak: 1, warmupSteps: 5, warmupFactor: 0.1 } },
  masked: {
    make: ({ predicate }: { predicate: never }) => steepest.masked(inner, predicate),
    all: { predicate: () => true },
    positional: true,
  },
  matrixUpTo: {
    make: ({ longest }: { longest: number }) => steepest.matrixUpTo(longest),
    all: { longest: 512 },
    positional: true,
  },
  multiTransform: {
    make: ({ label }: { label: never }) => steepest.multiTransform({ all: inner }, label),
    all: { label: () => "all" },
    positional: true,
  },
  momentum: { make: steepest.momentum, all: { momentum: 0.9, dampening: 0, nesterov: false } },
  ofKind: {
    make: ({ kinds }: { kinds: readonly never[] }) => steepest.ofKind(...kinds),
    all: { kinds: ["bias"] },
    positional: true,
  },
  ofRank: {
    make: ({ least }: { least: number }) => steepest.ofRank(least),
    all: { least: 2 },
    positional: true,
  },
  polynomialDecay: { make: steepest.polynomialDecay, all: { ...decays, power: 2 } },
  refinedSchedule: {
    make: steepest.refinedSchedule,
    all: { peak: 1, norms: [1, 2], smoothing: 0.1, power: 2 },
  },
  scale: {
    make: ({ factor }: { factor: number }) => steepest.scale(factor),
    all: { factor: 1 },
    signed: ["factor"],
    positional: true,
  },
  scaleByAdam: { make: steepest.scaleByAdam, all: { ...adam, nesterov: true } },
  scaleByAmsgrad: { make: steepest.scaleByAmsgrad, all: adam },
  scaleByLearningRate: {
    make: ({ learningRate }: { learningRate: number }) => steepest.scaleByLearningRate(learningRate),
    all: { learningRate: 0.1 },
    positional: true,
  },
  scaleByNadam: { make: steepest.scaleByNadam, all: adam },
  scaleByPowerAdam: { make: steepest.scaleByPowerAdam, all: { ...adam, nesterov: false, power: 0.3 } },
  scaleBySchedule: {
    make: ({ schedule: given }: { schedule: never }) => steepest.scaleBySchedule(given),
    all: { schedule },
    positional: true,
  },
  scaleByTrustRatio: { make: steepest.scaleByTrustRatio, all: { coefficient: 1, maxNorm: 10 } },
  scheduleFree: {
    make: (given) => steepest.scheduleFree(inner, given),
    all: { learningRate: 0.1, beta: 0.9, r: 0, weightLrPower: 2 },
  },
  stateless: {
    make: ({ apply }: { apply: never }) => steepest.stateless(apply),
    all: { apply: (updates: unknown) => updates },
    positional: true,
  },
  warmupCosine: {
    make: steepest.warmupCosine,
    all: { peak: 1, warmupFactor: 0.1, stepFraction: 1, endFactor: 0 },
  },
  warmupStableDecay: {
    make: steepest.warmupStableDecay,
    all: { peak: 1, warmupFactor: 0.1, decayFactor: 0.2, endFactor: 0, shape: "sqrt" },
  },
  workers: {
    make: (given) => steepest.workers(2, given),
    all: { message: inner, encoding: "sparse" },
  },
  withWarmup: {
    make: (given) => steepest.withWarmup(schedule, given),
    all: { warmupFactor: 0.1, warmupSteps: 3, shape: "cosine" },
  },
};

/** What is called with trees or batches in a step, or has tests of its own. */
const others = new Set([
  ...["centralizeGradient", "chain", "defineSubmission", "selecting"],
  ...["concatBatches", "next", "size", "take", "isTree", "partition"],
  ...["dynamicMap", "lanczos", "projectRadially", "solveSmall", "varianceRectification"],
  ...["send", "withDefaults"],
]);
for (const file of readdirSync(new URL("operations/", import.meta.url))) {
  const operations = (await import(`./operations/${file.slice(0, -3)}.ts`)) as object;
  for (const name of Object.keys(operations)) others.add(name);
}

test("every function that the module exports is in the table or is no factory", () => {
  const exported = Object.entries(steepest).filter(([, value]) => typeof value === "function");
  expect(exported.map(([name]) => name).filter((name) => !(name in factories) && !others.has(name))).toEqual(
    [],
  );
});

describe.each(Object.entries(factories))("%s", (name, { make, all, signed = [], positional }) => {
  const call = (given: Given) => make(given as never);
  const errorOf = (given: Given): string => {
    try {
      call(given);
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("takes all its options", () => {
    expect(() => call(all)).not.toThrow();
  });

  test.each(Object.keys(all))("refuses for `%s` what it cannot be, and names it", (option) => {
    const bad = typeof all[option] === "number" && !signed.includes(option) ? [-1] : [];
    for (const value of [Number.NaN, "nothing", null, {}, [], ...bad]) {
      // `ofKind` and `exceptKind` spread a list.
      if (option === "kinds" && !Array.isArray(value)) continue;
      if (name === "exceptKind" && Array.isArray(value)) continue;
      expect(errorOf({ ...all, [option]: value })).toMatch(`${name}: \`${option}\` must be`);
    }
    if (typeof all[option] === "number") {
      expect(errorOf({ ...all, [option]: "0.5" })).toContain('not the string "0.5"');
      expect(errorOf({ ...all, [option]: Number.NEGATIVE_INFINITY })).toContain("not -Infinity");
    }
  });

  test("refuses an option that it does not have, and names those that it has", () => {
    if (positional) return;
    const [first = "", ...rest] = Object.keys(all);
    const message = errorOf({ ...all, [`${first}X`]: 1 });
    expect(message).toContain(`${name} has no option \`${first}X\` (did you mean \`${first}\`?)`);
    for (const option of rest) expect(message).toContain(option);
  });

  test("lets a whole point of hyperparameters pass, but none of its options unseen", () => {
    if (positional) return;
    const point = guardedPoint({ ...all, unrelated: 3 } as Record<string, unknown>, {});
    expect(() => call(point)).not.toThrow();
    expect(() => call({ ...point })).not.toThrow();
    expect(errorOf({ ...point, other: 1 })).toContain("no option `other`");
    const [first = ""] = Object.keys(all);
    expect(errorOf({ ...point, [first]: Number.NaN })).toContain(`\`${first}\``);
  });
});

describe("the reported options", () => {
  const errors: readonly (readonly [string, () => unknown, string])[] = [
    [
      "beta3 of Adam",
      () => steepest.scaleByAdam({ beta3: 0.9 } as never),
      "scaleByAdam has no option `beta3` (did you mean `beta1`?): it takes beta1, beta2, eps, nesterov",
    ],
    [
      "warmupSteps of warmupCosine",
      () => steepest.warmupCosine({ peak: 1, warmupSteps: 10 } as never),
      "warmupCosine has no option `warmupSteps` (did you mean `warmupFactor`?): it takes peak, warmupFactor, stepFraction, endFactor",
    ],
    [
      "a negative limit",
      () => steepest.clipByGlobalNorm(-1),
      "clipByGlobalNorm: `limit` must be a number ≥ 0, where Infinity is no limit, not -1",
    ],
    [
      "beta2 of 1",
      () => steepest.scaleByAdam({ beta2: 1 }),
      "`beta2` must be a number from 0 to below 1, not 1",
    ],
    [
      "steps for a part of the run",
      () => steepest.warmupCosine({ peak: 1, warmupFactor: 100 }),
      "`warmupFactor` must be a number from 0 to 1, a part of the run's steps, not 100",
    ],
    [
      "no peak",
      () => steepest.cosineDecay({} as never),
      "`peak` must be a finite number ≥ 0, but it is missing",
    ],
    [
      "numbers in place of options",
      () => steepest.scaleByAdam(0.9 as never),
      "scaleByAdam: its options must be one object, { beta1, beta2, eps, nesterov }, not 0.9",
    ],
    [
      "an average that divides by 0",
      () => steepest.averageExponentially({ decay: 1 }),
      "`decay` must be below 1 with `debias`",
    ],
    [
      "warmup and fall that overlap",
      () => steepest.warmupStableDecay({ peak: 1, warmupFactor: 0.6, decayFactor: 0.6 }),
      "`decayFactor` must be at most 1 − warmupFactor, which is 0.4",
    ],
    [
      "no gradient norms",
      () => steepest.refinedSchedule({ peak: 1, norms: [] }),
      "`norms` must be a list, not empty",
    ],
    ["half a quantum", () => steepest.fourBitQuantization({ blockSize: 2.5 }), "`blockSize` must be"],
    ["no kinds", () => steepest.ofKind(), "`kinds` must be a list, not empty"],
    [
      "a kind that no leaf has",
      () => steepest.ofKind("kernel" as never),
      '`kinds` must be a list, not empty, in which each is "weight" or "bias"',
    ],
  ];

  test.each(errors)("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  test("limits may be infinite, decays 0, lengths 0", () => {
    expect(() => {
      steepest.clipByGlobalNorm(Number.POSITIVE_INFINITY);
      steepest.clipByValue(Number.POSITIVE_INFINITY);
      steepest.scaleByTrustRatio({ maxNorm: Number.POSITIVE_INFINITY });
      steepest.inBlocks(inner, Number.POSITIVE_INFINITY);
      steepest.momentum({ momentum: 0 });
      steepest.scaleByAdam({ beta1: 0, beta2: 0, eps: 0 });
      steepest.averageExponentially({ decay: 1, debias: false });
      steepest.linearWarmup({ peak: 0, warmupSteps: 0 });
      steepest.exceptKind();
    }).not.toThrow();
  });
});

describe("places in a chain", () => {
  const { chain, scaleByAdam, scaleByLearningRate, averageUniformly, averageExponentially, masked } =
    steepest;
  const rate = scaleByLearningRate(0.1);
  const adamw = chain(scaleByAdam(), rate);
  const average = averageUniformly();
  const isMatrix = steepest.ofRank(2);
  const isVector = steepest.exceptKind("weight");
  const options = { learningRate: 0.1 };
  const stands = "has to see what is added to the parameters, so it stands last, but";

  const wrong: readonly (readonly [string, () => unknown, string])[] = [
    [
      "an average before the rate",
      () => chain(scaleByAdam(), average, rate),
      `\`averageUniformly\` ${stands}`,
    ],
    [
      "… in a chain of its own",
      () => chain(chain(scaleByAdam(), average), rate),
      "`scaleByLearningRate` comes",
    ],
    [
      "… before something of one's own",
      () => chain(adamw, averageExponentially(), inner),
      "but a transform of your own comes after it",
    ],
    [
      "schedule-free before the rate",
      () => chain(steepest.scheduleFree(inner, options), rate),
      "`scheduleFree`",
    ],
    [
      "an average inside schedule-free",
      () => steepest.scheduleFree(chain(scaleByAdam(), average), options),
      "scheduleFree: `averageUniformly` has to see",
    ],
    [
      "arguments the other way round",
      () => steepest.scheduleFree(options as never, inner as never),
      "scheduleFree: its first argument",
    ],
    ["an average in blocks", () => steepest.inBlocks(chain(adamw, average)), "inBlocks: `averageUniformly`"],
    [
      "a rate inside schedule-free",
      () => steepest.scheduleFree(adamw, options),
      "`scheduleFree` belongs before the learning rate, but stands behind `scaleByLearningRate`",
    ],
    ["two rates", () => chain(scaleByAdam(), rate, rate), "which has it already"],
    [
      "Adam behind the rate",
      () => chain(rate, scaleByAdam()),
      "`scaleByAdam` belongs before the learning rate",
    ],
    [
      "decay behind the rate",
      () => chain(adamw, steepest.addDecayedWeights(0.1)),
      "`addDecayedWeights` belongs",
    ],
    [
      "a factory that was not called",
      () => chain(scaleByAdam as never, rate),
      "chain: argument 1 must be a transform, { init(params), update(updates, state, ctx) }, not a function: call it, as in `scaleByAdam()`",
    ],
    ["a list", () => chain([scaleByAdam(), rate] as never), "not a list: give its transforms one by one"],
    ["nothing", () => chain(undefined as never), "chain: argument 1 must be a transform"],
  ];
  test.each(wrong)("%s is refused where it is made", (_, make, message) => {
    expect(make).toThrow(message);
  });

  test("what is in its place passes", () => {
    expect(() => {
      chain();
      chain(steepest.clipByGlobalNorm(1), scaleByAdam(), steepest.addDecayedWeights(0.1), rate, average);
      chain(adamw, steepest.decayNewWeights(0.1, schedule), average, averageExponentially());
      chain(inner, steepest.clipByValue(1), rate, steepest.clipByGlobalNorm(1), steepest.momentum(), inner);
      // Each for its own leaves.
      chain(masked(chain(adamw, average), isMatrix), masked(chain(adamw, average), isVector));
      steepest.scheduleFree(chain(scaleByAdam(), steepest.addDecayedWeights(0.1)), options);
    }).not.toThrow();
  });
});

describe("a point of hyperparameters", () => {
  const point = guardedPoint({ lr: 0.1, beta: 0.9 }, [{ lr: 1 }, { decay: 0.5 }]) as Record<string, unknown>;

  test("refuses a name that neither it nor the space has, and says which there are", () => {
    expect(() => point["learning_rate"]).toThrow(
      "the search space has no hyperparameter `learning_rate` (did you mean `lr`?): it has lr, decay, beta",
    );
    // A default would hide it.
    expect(() => {
      const { momentum = 0.9 } = point;
      return momentum;
    }).toThrow("no hyperparameter `momentum`: it has");
    expect(() => (guardedPoint({}, {}) as Record<string, unknown>)["lr"]).toThrow("it is empty");
  });

  test("is otherwise the object that it was", () => {
    expect(point["decay"]).toBeUndefined();
    expect("learning_rate" in point).toBe(false);
    expect("lr" in point).toBe(true);
    expect(Object.keys(point)).toEqual(["lr", "beta"]);
    expect(JSON.stringify(point)).toBe('{"lr":0.1,"beta":0.9}');
    expect(String(point)).toBe("[object Object]");
    expect(({ ...point } as Record<string, unknown>)["learning_rate"]).toBeUndefined();
    expect(Object.isFrozen(point)).toBe(true);
  });
});

describe("a point with defaults", () => {
  const { withDefaults } = steepest;
  const point = guardedPoint({ lr: 0.1, nesterov: false }, { lr: {} }) as { lr: number };

  test("has what the point has, and of the defaults what it lacks", () => {
    const hp = withDefaults(point, { nesterov: true, steps: 5, extra: undefined as number | undefined });
    expect({ ...hp }).toMatchObject({ lr: 0.1, nesterov: false, steps: 5 });
    const { extra = 3 } = hp;
    expect(extra).toBe(3);
    expect(Object.isFrozen(hp)).toBe(true);
  });

  test("refuses other names as before, passes as a whole point, and reads nothing by itself", () => {
    const hp = withDefaults(point, { nesterov: true }) as Record<string, unknown>;
    expect(() => hp["momentum"]).toThrow("no hyperparameter `momentum`");
    expect(() => steepest.baseOptimizer({ ...hp, lr: 1 })).not.toThrow();
    let read = 0;
    const watched = {
      get lr() {
        read += 1;
        return 0.1;
      },
    };
    const kept = withDefaults(watched, { lr: 5, nesterov: true });
    expect(read).toBe(0);
    expect(kept.lr).toBe(0.1);
    expect(read).toBe(1);
  });
});
