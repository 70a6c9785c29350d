import { multiply } from "../matrix/multiply";
import { attentionSoftmax, attentionSoftmaxGrad, multiplyInto } from "./attentionRows";
import { bytes } from "./lanes";

/** Where head `head` of [batch, length, heads · width] starts, in its place between the other heads. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function headIn(x: usize, head: i32, heads: i32, length: i32, width: i32): usize {
  return x + bytes((head / heads) * length * heads * width + (head % heads) * width);
}

/** Probabilities [queries, keys] of one head, before dropout. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function probabilitiesOf(
  head: i32,
  q: usize,
  k: usize,
  mask: usize,
  out: usize,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  masks: i32,
  maskRows: i32,
  scale: f32,
  causal: bool,
  scratch: usize,
): void {
  const step = bytes(heads * width);
  const query = headIn(q, head, heads, queries, width);
  const key = headIn(k, head, heads, keys, width);
  multiply(query, step, 4, key, 4, step, out, bytes(keys), queries, width, keys, false, scratch);
  const ownMask = mask == 0 ? 0 : mask + bytes((head * masks) / (batch * heads) * maskRows * keys);
  const maskStep: i32 = maskRows == 1 ? 0 : <i32>bytes(keys);
  attentionSoftmax(out, ownMask, maskStep, queries, keys, scale, causal, scratch);
}

/**
 * All heads of an attention over q [batch, queries, heads · width] and k, v [batch, keys, heads · width or valueWidth]: `out` as q. With `keeps`
 * the probabilities before dropout are [batch · heads, queries, keys]; otherwise they are room for those of one head. `mask` [masks, maskRows,
 * keys] may be 0 (none), and so may `dropout` [batch · heads, queries, keys], which needs room for [queries, keys] numbers in `dropped`.
 */
export function attention(
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  dropout: usize,
  out: usize,
  probabilities: usize,
  dropped: usize,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  masks: i32,
  maskRows: i32,
  scale: f32,
  causal: bool,
  keeps: bool,
  scratch: usize,
): void {
  const count = queries * keys;
  const vStep = bytes(heads * valueWidth);
  const scoreStep = bytes(keys);
  for (let head = 0; head < batch * heads; head++) {
    const p = probabilities + (keeps ? bytes(head * count) : 0);
    probabilitiesOf(head, q, k, mask, p, batch, heads, queries, keys, width, masks, maskRows, scale, causal, scratch);
    let weights = p;
    if (dropout != 0) {
      weights = dropped;
      multiplyInto(p, dropout + bytes(head * count), weights, count);
    }
    const value = headIn(v, head, heads, keys, valueWidth);
    const into = headIn(out, head, heads, queries, valueWidth);
    multiply(weights, scoreStep, 4, value, vStep, 4, into, vStep, queries, keys, valueWidth, false, scratch);
  }
}

/**
 * Slopes by q, k and v from what `attention` was given and gave. Where it kept no probabilities they are 0, and each head's are made again in `remade`:
 * room for [queries, keys] numbers, as `slopes` and, with dropout, `dropped`.
 */
export function attentionGrad(
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  probabilities: usize,
  dy: usize,
  dropout: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  remade: usize,
  slopes: usize,
  dropped: usize,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  masks: i32,
  maskRows: i32,
  scale: f32,
  causal: bool,
  scratch: usize,
): void {
  const count = queries * keys;
  const qStep = bytes(heads * width);
  const vStep = bytes(heads * valueWidth);
  const scoreStep = bytes(keys);
  for (let head = 0; head < batch * heads; head++) {
    let p = probabilities + bytes(head * count);
    if (probabilities == 0) {
      p = remade;
      probabilitiesOf(head, q, k, mask, p, batch, heads, queries, keys, width, masks, maskRows, scale, causal, scratch);
    }
    const upstream = headIn(dy, head, heads, queries, valueWidth);
    const kept = dropout == 0 ? 0 : dropout + bytes(head * count);
    let weights = p;
    if (kept != 0) {
      weights = dropped;
      multiplyInto(p, kept, weights, count);
    }
    const ofValue = headIn(dv, head, heads, keys, valueWidth);
    multiply(weights, 4, scoreStep, upstream, vStep, 4, ofValue, vStep, keys, queries, valueWidth, false, scratch);
    const value = headIn(v, head, heads, keys, valueWidth);
    multiply(upstream, vStep, 4, value, 4, vStep, slopes, scoreStep, queries, valueWidth, keys, false, scratch);
    if (kept != 0) multiplyInto(slopes, kept, slopes, count);
    attentionSoftmaxGrad(p, slopes, queries, keys, scale, causal);
    const key = headIn(k, head, heads, keys, width);
    const query = headIn(q, head, heads, queries, width);
    const ofQuery = headIn(dq, head, heads, queries, width);
    const ofKey = headIn(dk, head, heads, keys, width);
    multiply(slopes, scoreStep, 4, key, qStep, 4, ofQuery, qStep, queries, keys, width, false, scratch);
    multiply(slopes, 4, scoreStep, query, qStep, 4, ofKey, qStep, keys, queries, width, false, scratch);
  }
}
