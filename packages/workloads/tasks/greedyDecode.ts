import { argMax, dispose, gather, mul, sum, type Tensor, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs";
import type { Scope } from "../layers/scope.ts";
import { endId, paddingId } from "../text/subwords.ts";
import type { DecodingState, TranslationModel } from "./translationModel.ts";

/**
 * Translates sentences, always taking the likeliest next id (of equals the first), until every one has ended or has `longest` ids. Null where a logit is
 * not finite: it says nothing, and must not pass for a word.
 * One translation for each source, without its end. Keys and values of what was decoded are kept between steps; once half of the rows have ended, only
 * the others are decoded further: a few long sentences would else cost as much as all.
 */
export async function greedyDecode(
  model: TranslationModel,
  scope: Scope,
  sources: readonly Uint16Array[],
  longest: number,
): Promise<readonly (readonly number[])[] | null> {
  const translations: number[][] = sources.map(() => []);
  let state = tidy(() => {
    const { ids, segments } = padded(sources);
    return [...model.startDecoding(scope, ids, segments)];
  });
  /** The sentence of every row and its last id. */
  let rows = [...sources.keys()];
  let tokens = new Int32Array(rows.length).fill(paddingId);
  for (let position = 0; position < longest; position++) {
    const [next, zero, after] = tidy((): [Tensor, Tensor, Tensor[]] => {
      const step = model.decode(scope, state, tensor1d(tokens, "int32"), position);
      // 0 · x is 0 for every finite x and no number for all others.
      return [argMax(step.logits, 1), sum(mul(step.logits, 0)), [...step.state]];
    });
    replace(state, after);
    state = after;
    const [ids, [check]] = await Promise.all([next.data(), zero.data()]);
    dispose([next, zero]);
    if (check !== 0) {
      dispose(state);
      return null;
    }
    tokens = Int32Array.from(ids);
    // A row that has ended is decoded along until it is left out.
    for (const [row, sentence] of rows.entries()) {
      if (tokens[row] === endId) rows[row] = ended;
      else if (sentence !== ended) translations[sentence]?.push(tokens[row] as number);
    }
    const going = [...rows.keys()].filter((row) => rows[row] !== ended);
    if (going.length === 0) break;
    if (going.length > rows.length / 2) continue;
    const taken = tidy(() => state.map((tensor) => gather(tensor, tensor1d(going, "int32"))));
    dispose(state);
    state = taken;
    rows = going.map((row) => rows[row] as number);
    tokens = Int32Array.from(going, (row) => tokens[row] as number);
  }
  dispose(state);
  return translations;
}

/** In place of a row's sentence. */
const ended = -1;

/** Frees what the new state does not hold any more. */
function replace(before: DecodingState, after: DecodingState): void {
  const kept = new Set(after);
  dispose(before.filter((tensor) => !kept.has(tensor)));
}

/** One sentence a row, padded at its end. */
function padded(sources: readonly Uint16Array[]): { ids: Tensor; segments: Tensor } {
  const length = Math.max(...sources.map((source) => source.length));
  const ids = new Int32Array(sources.length * length).fill(paddingId);
  const segments = new Int32Array(sources.length * length);
  for (const [row, source] of sources.entries()) {
    ids.set(source, row * length);
    segments.fill(1, row * length, row * length + source.length);
  }
  const shape: [number, number] = [sources.length, length];
  return { ids: tensor2d(ids, shape, "int32"), segments: tensor2d(segments, shape, "int32") };
}
