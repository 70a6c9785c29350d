import { memory, type Tensor } from "@tensorflow/tfjs";
import type { Manifest } from "../schema/manifest.ts";
import type { PriceList } from "../schema/priceList.ts";
import type { PastEvaluation } from "../submission/guest/context.ts";
import type { Runtime } from "../submission/guest/runtime.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import { Branches } from "./branches.ts";
import { Communication } from "./communication.ts";
import { GuestConsole } from "./guestConsole.ts";
import { GuestVm } from "./guestVm.ts";
import { HandleTable } from "./handleTable.ts";
import { newCounters } from "./host/hostWork.ts";
import { roles } from "./host/trial.ts";
import {
  createHostFunctions,
  createHostPrices,
  type HostFunctions,
  type HostPrices,
} from "./hostFunctions.ts";
import { defaultLimits, freeLoadingSeconds } from "./limits.ts";
import { createLoopPrices } from "./loopPrices.ts";
import { meteredAwaited, meteredHost } from "./meteredHost.ts";
import { parseManifest } from "./parseManifest.ts";
import type { Problem } from "./problem.ts";
import { newMeters } from "./sandboxMeters.ts";
import type { SandboxOptions } from "./sandboxOptions.ts";
import type { SandboxSnapshot } from "./sandboxSnapshot.ts";
import { restoreSandbox, type SandboxParts, saveSandbox } from "./saveSandbox.ts";
import { SubmissionError } from "./submissionError.ts";
import type { TreeFormulas } from "./treeFormulas.ts";
import { createTreeOperations } from "./treeOperations.ts";
import { StructureTable, type TreeStructure } from "./treeStructure.ts";
import { expectStructure, TreeValue } from "./treeValue.ts";
import { validateSource } from "./validateSource.ts";

/**
 * One submission at work on one problem. The guest decides; the host holds parameters, model state, batches and states, and
 * checks everything that comes back before it counts.
 */
export class Sandbox {
  readonly manifest: Manifest;
  readonly meters = newMeters();
  readonly console: GuestConsole;
  readonly #vm: GuestVm;
  readonly #problem: Problem;
  readonly #table: HandleTable;
  readonly #now: () => number;
  readonly #parameterStructure: TreeStructure;
  readonly #modelStateStructure: TreeStructure;
  #parameters: number;
  #modelState: number;
  #batchSize: number;
  #given = new Map<number, number>();
  readonly #functions: HostFunctions;
  readonly #structures: StructureTable;
  readonly #counters = newCounters();
  readonly #formulas: TreeFormulas;
  /** Which of the optional functions the submission has: the others need no call into the guest. */
  #chooses = { batch: true, evaluation: true };
  #trainLoss: Tensor | null = null;
  readonly #communication = new Communication(this.meters);
  readonly #branches: Branches;
  readonly #prices: HostPrices | null;
  readonly #guestPrices: PriceList["guest"] | null;
  /** Whether a function is running whose time is charged: only then does the host work for the guest. */
  #isCharged = false;
  #isLoading = false;
  readonly #timeLoading: (run: () => void) => void;

  constructor(options: SandboxOptions) {
    validateSource(options.source);
    const { problem } = options;
    const limits = { ...defaultLimits, ...options.limits };
    const structures = new StructureTable(limits.leaves);
    this.#structures = structures;
    this.#problem = problem;
    this.#now = options.now;
    this.#timeLoading = options.timeLoading ?? ((run) => run());
    this.#table = new HandleTable(limits.tensorBytes);
    this.console = new GuestConsole(limits.consoleCharacters, options.onConsole);
    this.#parameterStructure = structures.intern(
      problem.parameterSpecs.map(
        ({ kind, shape, block }, index): LeafInfo => ({
          ...{ index, kind, shape },
          ...(block === undefined ? {} : { block }),
        }),
      ),
    );
    this.#modelStateStructure = structures.intern(
      problem.modelStateSpecs.map(({ shape }, index): LeafInfo => ({ index, kind: "model_state", shape })),
    );
    this.#guestPrices = options.prices?.guest ?? null;
    const counted = options.prices
      ? { spent: () => this.meters.referenceNanoseconds, tickNanoseconds: options.prices.guest.tick }
      : null;
    this.#vm = new GuestVm(options.engine, options.source, limits, options.now, counted);
    const loopPrice = options.prices ? createLoopPrices(options.prices) : null;
    const operations = createTreeOperations(
      structures,
      (elements, leaves) => this.#table.reserve(elements, leaves),
      (loop, oldest) => {
        const nanoseconds = loopPrice?.(loop) ?? 0;
        this.meters.referenceNanoseconds += nanoseconds;
        this.#branches.noteLoop(nanoseconds, oldest);
      },
    );
    this.#formulas = operations.formulas;
    this.#branches = new Branches(this.meters, this.#table, () => operations.formulas.made);
    this.#functions = createHostFunctions({
      counters: this.#counters,
      problem,
      table: this.#table,
      structures,
      operations,
      parameterStructure: this.#parameterStructure,
      modelStateStructure: this.#modelStateStructure,
      key: options.key,
      communication: this.#communication,
      branches: this.#branches,
      notePrivacy: (epsilon, delta) =>
        void Object.assign(this.meters, { privacyStated: true, epsilon, delta }),
      chosenBatchSize: () => this.#batchSize,
      elapsed: () => {
        this.meters.elapsedRead = true;
        return options.elapsed();
      },
      log: (level, line) => this.console.add(level, line),
      give: (role, handle) => void this.#given.set(role, handle),
      pause: () => this.#vm.pause(),
      onLoss: (kind, examples, loss) => {
        if (kind === "gradient") this.meters.gradientEvaluations += 1;
        else this.meters.lossEvaluations += 1;
        this.meters.examples += examples;
        if (!loss || this.#trainLoss) return;
        this.#trainLoss = loss.clone();
      },
    });
    const prices = options.prices
      ? createHostPrices(options.prices, {
          table: this.#table,
          problem,
          chosenBatchSize: () => this.#batchSize,
        })
      : null;
    this.#prices = prices;
    const metered = { functions: this.#functions, meters: this.meters, now: options.now, prices };
    this.#vm.install(
      meteredHost({
        ...metered,
        isCharged: () => this.#isCharged,
        isPriced: () => this.#isCharged || this.#isLoading,
        onGradient: (handle, nanoseconds) => this.#branches.noteGradient(handle, nanoseconds),
        fail: (error) => this.#vm.fail(error),
      }),
      meteredAwaited({ ...metered, isInBranch: () => this.#branches.areOpen }),
    );
    this.#parameters = this.#table.add(
      TreeValue.fromLeaves(this.#parameterStructure, problem.initialParameters(0)),
    );
    this.#modelState = this.#table.add(
      TreeValue.fromLeaves(this.#modelStateStructure, problem.initialModelState()),
    );
    this.#batchSize = problem.batchSizeLimits.default;
    try {
      this.#vm.boot();
      this.manifest = parseManifest(
        this.#loading(() => this.#vm.load()),
        options.source,
      );
      const {
        samplesLabels = false,
        predictsLabels = false,
        perturbsInputs = false,
        localShapes = [],
        takesFeedback = false,
        noisyOutputs,
        dropping,
      } = problem;
      const edges = dropping?.numbers.length ?? 0;
      const noisesOutputs = noisyOutputs !== undefined;
      const facts = {
        ...problem.facts,
        samplesLabels,
        predictsLabels,
        perturbsInputs,
        localShapes,
        noisesOutputs,
        takesFeedback,
        edges,
      };
      const parts = this.#loading(() => this.#vm.call("start", [JSON.stringify(facts)], "start")) as number;
      this.#chooses = { batch: (parts & 1) !== 0, evaluation: (parts & 2) !== 0 };
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Interrupt checks of the interpreter so far. */
  get ticks(): number {
    return this.#vm.totals.ticksTotal;
  }

  get hostCalls(): number {
    return this.#vm.totals.hostCallsTotal;
  }

  /** Asks the submission for its batch size and keeps to it. */
  chooseBatchSize(): number {
    const limits = JSON.stringify(this.#problem.batchSizeLimits);
    const chosen = this.#loading(() => this.#vm.call("batchSize", [limits], "batchSize"));
    if (typeof chosen !== "number") throw this.#invalid("batchSize must not be async");
    this.#batchSize = chosen;
    return chosen;
  }

  /** Runs what is free as long as it is short: whatever could be worked out there is charged beyond `freeLoadingSeconds`. */
  #loading<Result>(run: () => Result): Result {
    const { meters } = this;
    const ticks = this.#vm.totals.workTotal;
    const before = meters.referenceNanoseconds;
    const free = (nanoseconds: number) => Math.min(nanoseconds, freeLoadingSeconds * 1e9);
    let result: Result | undefined;
    this.#isLoading = true;
    try {
      this.#timeLoading(() => {
        result = run();
      });
    } finally {
      this.#isLoading = false;
      const tick = this.#guestPrices?.tick ?? 0;
      const spent =
        meters.referenceNanoseconds - before + Math.round(tick * (this.#vm.totals.workTotal - ticks));
      const wasFree = free(meters.loadingNanoseconds);
      meters.loadingNanoseconds += spent;
      meters.referenceNanoseconds = before + spent - (free(meters.loadingNanoseconds) - wasFree);
    }
    return result as Result;
  }

  #invalid(message: string): SubmissionError {
    return new SubmissionError({
      code: "result-invalid",
      message,
      solution: "Return what docs/contract.md says of that function.",
    });
  }

  async #run(name: keyof Runtime, values: readonly number[]): Promise<void> {
    this.#given.clear();
    const before = this.#now();
    const ticks = this.#vm.totals.workTotal;
    this.#isCharged = true;
    try {
      const result = this.#vm.call(name, values, name);
      if (typeof result !== "number") await result;
      this.#settle();
    } finally {
      this.#isCharged = false;
      this.#branches.endCall();
      this.meters.callSeconds += this.#now() - before;
      if (this.#guestPrices !== null) {
        const { call, tick } = this.#guestPrices;
        const nanoseconds = Math.round(call + tick * (this.#vm.totals.workTotal - ticks));
        this.meters.guestNanoseconds += nanoseconds;
        this.meters.referenceNanoseconds += nanoseconds;
      }
    }
    // After every function, not the step alone: the last evaluation has no step after it, and a checkpoint keeps no tensors of counts.
    await this.#communication.settle();
  }

  /** Computes what outlives the call and was put off: then nothing that is freed is still needed. */
  #settle(): void {
    const before = this.#now();
    this.#formulas.settle(this.#table.surviving(this.#given.values()));
    this.meters.hostSeconds += this.#now() - before;
  }

  /** Frees what nobody refers to any more. */
  #sweep(...lent: readonly number[]): void {
    const { numBytes } = memory();
    if (numBytes > this.meters.peakTensorBytes) this.meters.peakTensorBytes = numBytes;
    this.meters.stateBytes = this.#table.sweep(new Set([this.#parameters, this.#modelState]), new Set(lent));
  }

  async init(): Promise<void> {
    await this.#run("init", [this.#parameters, this.#modelState]);
    this.#sweep();
  }

  /** One training step: select, then update. `onSelected` marks the border between the two on the caller's clock. */
  async step(step: number, onSelected?: () => void): Promise<void> {
    this.#trainLoss?.dispose();
    this.#trainLoss = null;
    const batch = this.#chooses.batch ? await this.#selectBatch(step) : this.#nextBatch();
    onSelected?.();
    await this.#run("update", [step, this.#parameters, this.#modelState, batch]);
    const parameters = this.#given.get(roles.parameters);
    if (parameters === undefined) throw this.#invalid("update gave no parameters");
    const modelState = this.#given.get(roles.modelState) ?? this.#modelState;
    this.#expect(parameters, this.#parameterStructure, "update: params");
    this.#expect(modelState, this.#modelStateStructure, "update: modelState");
    this.#parameters = parameters;
    this.#modelState = modelState;
    this.#sweep();
    this.#problem.endStep();
    this.#counters.perturbed.clear();
  }

  #nextBatch(): number {
    this.meters.referenceNanoseconds += this.#prices?.nextBatch() ?? 0;
    return this.#functions.nextBatch();
  }

  async #selectBatch(step: number): Promise<number> {
    await this.#run("selectBatch", [step, this.#parameters, this.#modelState]);
    const batch = this.#given.get(roles.batch);
    if (batch === undefined) throw this.#invalid("selectBatch gave no batch");
    this.#sweep(batch);
    return batch;
  }

  #expect(handle: number, structure: TreeStructure, what: string): void {
    try {
      expectStructure(this.#table.tree(handle), structure, what);
    } catch (error) {
      throw this.#invalid((error as Error).message);
    }
  }

  /**
   * Asks the submission for what to evaluate and lends it to `evaluate`; afterwards it is freed. `onPrepared` marks the border
   * between preparation (charged) and evaluation (free).
   */
  async withEvaluationModel<Result>(
    step: number,
    onPrepared: () => Promise<void>,
    evaluate: (parameters: readonly Tensor[], modelState: readonly Tensor[]) => Promise<Result>,
  ): Promise<Result> {
    this.#given.clear();
    if (this.#chooses.evaluation)
      await this.#run("prepareForEval", [step, this.#parameters, this.#modelState]);
    const parameters = this.#given.get(roles.evalParameters) ?? this.#parameters;
    const modelState = this.#given.get(roles.evalModelState) ?? this.#modelState;
    this.#expect(parameters, this.#parameterStructure, "prepareForEval: params");
    this.#expect(modelState, this.#modelStateStructure, "prepareForEval: modelState");
    if (this.#chooses.evaluation) this.#sweep(parameters, modelState);
    const tensors = [this.#table.tree(parameters).leaves(), this.#table.tree(modelState).leaves()] as const;
    await onPrepared();
    const result = await evaluate(...tensors);
    // The state stays kept: the next call's sweep comes after that call has named it again.
    for (const handle of [parameters, modelState]) {
      if (handle !== this.#parameters && handle !== this.#modelState) this.#table.release(handle);
    }
    return result;
  }

  /** Tells the submission of a finished evaluation. */
  addEvaluation(evaluation: PastEvaluation): void {
    this.#vm.call("addEvaluation", [JSON.stringify(evaluation)], "addEvaluation");
  }

  /** Whether the submission has read a hyperparameter, where the problem's facts say `watchesReads`. */
  hasRead(name: string): boolean {
    return this.#vm.call("hasRead", [name], "hasRead") === 1;
  }

  /** What simulated workers sent one another; null where there are none. */
  get communication(): Communication["totals"] {
    return this.#communication.totals;
  }

  /** Loss of the last step's first gradient, on the device; null where the step asked for none. */
  get trainLoss(): Tensor | null {
    return this.#trainLoss;
  }

  /** The training parameters. Owned by the sandbox. */
  get parameters(): readonly Tensor[] {
    return this.#table.tree(this.#parameters).leaves();
  }

  /** The model state that training goes on from. Owned by the sandbox. */
  get modelState(): readonly Tensor[] {
    return this.#table.tree(this.#modelState).leaves();
  }

  get parameterBytes(): number {
    return 4 * this.#parameterStructure.size;
  }

  get #parts(): SandboxParts {
    return {
      vm: this.#vm,
      table: this.#table,
      structures: this.#structures,
      counters: this.#counters,
      console: this.console,
      formulas: this.#formulas,
      meters: this.meters,
      problem: this.#problem,
    };
  }

  /** What it has come to, between two steps. */
  save(): Promise<SandboxSnapshot> {
    const roots = { parameters: this.#parameters, modelState: this.#modelState, batchSize: this.#batchSize };
    return saveSandbox(this.#parts, roots);
  }

  /** Goes on from there instead of from the start; false, and it stands where it did, where that does not fit. Before `init`. */
  restore(snapshot: SandboxSnapshot): boolean {
    const roots = restoreSandbox(this.#parts, snapshot);
    if (roots === null) return false;
    [this.#parameters, this.#modelState] = [roots.parameters, roots.modelState];
    this.#batchSize = roots.batchSize;
    return true;
  }

  dispose(): void {
    this.#trainLoss?.dispose();
    this.#trainLoss = null;
    this.#communication.dispose();
    this.#table.dispose();
    this.#vm.dispose();
  }
}
