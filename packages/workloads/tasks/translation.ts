import { keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { greaterEqual, mul, reshape, sum, type Tensor, type Tensor1D, tidy } from "@tensorflow/tfjs";
import { createScope } from "../layers/scope.ts";
import { corpusBleu } from "../metrics/bleu.ts";
import { total } from "../metrics/total.ts";
import { evalOptions } from "./evalOptions.ts";
import { greedyDecode } from "./greedyDecode.ts";
import { type PackedBatch, type PackedRows, packedRows, takeRows } from "./packedRows.ts";
import { packRows } from "./packRows.ts";
import { splitBatches } from "./splitBatches.ts";
import { spread } from "./spread.ts";
import type { JudgedSplit, TranslationData, TranslationSplit } from "./translationData.ts";
import type { TranslationModel } from "./translationModel.ts";

export interface TranslationOptions {
  readonly model: TranslationModel;
  readonly data: TranslationData;
  /** Ids of a row into which sentences are packed. */
  readonly rowLength: number;
  /** Where a submission sets none. Evaluation never smooths. */
  readonly labelSmoothing: number;
  /** Sentences, spread evenly over a split, that are translated, and how many of those the loss is taken of. */
  readonly judged: Readonly<Record<Split | "loss", number>>;
  /** Rows at a time for the loss, sentences at a time for translating. */
  readonly evaluationBatchSize: { readonly rows: number; readonly sentences: number };
}

/** Translation, judged by `bleu` (sacreBLEU's: 13a, exponential smoothing) of greedy decoding. */
export function translation(options: TranslationOptions): LoadedWorkload {
  const { model, data, rowLength, evaluationBatchSize } = options;
  const train = pack(data.train, rowLength, permutation(keyFromSeed(0), data.train.sources.length));

  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: PackedBatch,
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const logits = model.apply(scope, batch);
    const losses = classLosses(logits, reshape(batch.targets, [-1]), {
      ...forwardOptions,
      labelSmoothing: forwardOptions.labelSmoothing ?? options.labelSmoothing,
    });
    const counted = mul(
      reshape(losses, batch.targets.shape),
      greaterEqual(batch.targetSegments, 1).toFloat(),
    );
    return { losses: sum(counted, 1) as Tensor1D, modelState: scope.newModelState() };
  };

  const kept: Partial<Record<Split, JudgedSentences>> = {};
  /** Packed once and kept: evaluations come back to it. */
  const judged = (split: Split): JudgedSentences => {
    const made = kept[split] ?? judgedSentences(data[split], options.judged[split], options);
    kept[split] = made;
    return made;
  };

  const crossEntropy = async (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    rows: PackedRows,
  ) => {
    let loss = 0;
    for (const indices of splitBatches(rows.count, evaluationBatchSize.rows)) {
      const losses = tidy(() => forward(parameters, modelState, takeRows(rows, indices), evalOptions).losses);
      loss += total((await losses.data()) as Float32Array);
      losses.dispose();
    }
    return loss / total(rows.weights);
  };

  const bleu = async (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    { sources, references }: JudgedSplit,
    batches: readonly (readonly number[])[],
  ) => {
    const scope = createScope(model, parameters, modelState, evalOptions);
    const translated: [hypothesis: string, reference: string][] = [];
    for (const members of batches) {
      const batch = members.map((member) => sources[member] as Uint16Array);
      const longest = Math.min(model.longest, mostIds(Math.max(...batch.map((source) => source.length))));
      const translations = await greedyDecode(model, scope, batch, longest);
      if (translations === null) return Number.NaN;
      for (const [at, member] of members.entries()) {
        translated.push([data.vocabulary.decode(translations[at] ?? []), references[member] as string]);
      }
    }
    return corpusBleu(
      translated.map(([hypothesis]) => hypothesis),
      translated.map(([, reference]) => [reference]),
    ).score;
  };

  return {
    trainSize: train.count,
    takesFeedback: model.takesFeedback ?? false,
    samplesLabels: true,
    batch: (indices) => takeRows(train, indices),
    forward(parameters, modelState, batch, forwardOptions) {
      const rows = batch as PackedBatch;
      return { ...forward(parameters, modelState, rows, forwardOptions), weights: rows.weights };
    },
    logits: (parameters, modelState, batch) =>
      model.apply(createScope(model, parameters, modelState, evalOptions), batch as PackedBatch),
    async evaluate(parameters, modelState, split) {
      const { rows, batches } = judged(split);
      return {
        loss: await crossEntropy(parameters, modelState, rows),
        bleu: await bleu(parameters, modelState, data[split], batches),
      };
    },
    dispose() {},
  };
}

/** A translation has at most half as many ids again as the longest source of its batch, and ten more. */
const mostIds = (sourceIds: number): number => Math.ceil(1.5 * sourceIds) + 10;

interface JudgedSentences {
  /** Those that the loss is taken of, packed. */
  readonly rows: PackedRows;
  /** Those that are translated, sentences of like length together. */
  readonly batches: readonly (readonly number[])[];
}

function judgedSentences(
  split: JudgedSplit,
  count: number,
  { rowLength, judged, evaluationBatchSize }: TranslationOptions,
): JudgedSentences {
  const members = spread([...split.sources.keys()], count);
  return {
    rows: pack(split, longestOf(split, rowLength), spread(members, judged.loss)),
    batches: byLength(split, members, evaluationBatchSize.sentences),
  };
}

function pack(split: TranslationSplit, rowLength: number, order: Iterable<number>): PackedRows {
  const lengths = split.sources.map(
    (source, at) => [source.length, (split.targets[at] as Uint16Array).length] as const,
  );
  return packedRows(split, packRows(lengths, order, rowLength), rowLength);
}

/** Rows that every sentence of a judged split fits in. */
const longestOf = ({ sources, targets }: TranslationSplit, rowLength: number): number =>
  Math.max(rowLength, ...sources.map(({ length }) => length), ...targets.map(({ length }) => length));

/** Sentences of like length together, so that a batch is not kept waiting for one. */
function byLength({ sources }: TranslationSplit, members: readonly number[], batchSize: number): number[][] {
  const lengthOf = (at: number) => (sources[at] as Uint16Array).length;
  const sorted = members.toSorted((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  return Array.from(splitBatches(sorted.length, batchSize), (places) =>
    Array.from(places, (place) => sorted[place] as number),
  );
}
