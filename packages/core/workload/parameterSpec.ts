/**
 * What a parameter is for. Submissions may treat kinds differently (no weight decay on `bias`, Muon on matrices only).
 * An open list: a workload uses the standard name of its field.
 */
export type ParameterKind =
  | "weight"
  | "bias"
  | "conv_weight"
  | "depthwise_weight"
  | "embedding"
  | "positional"
  | "norm_scale"
  | "norm_bias"
  | "attention_q"
  | "attention_k"
  | "attention_v"
  | "attention_out"
  | "output_weight";

/** How a parameter starts. Variances follow the usual definitions; fans are taken from the shape. */
export type Initializer =
  | { readonly type: "constant"; readonly value: number }
  | { readonly type: "normal"; readonly standardDeviation: number }
  /** Uniform in ±limit. */
  | { readonly type: "uniform"; readonly limit: number }
  /** Uniform in [from, to), where a model starts off centre, as DLRM's embeddings do. */
  | { readonly type: "uniform_between"; readonly from: number; readonly to: number }
  /** Normal with variance scale / fanIn. He et al. 2015: scale 2. LeCun: scale 1. */
  | { readonly type: "fan_in_normal"; readonly scale: number }
  /** Uniform with variance scale / fanIn: limit √(3 · scale / fanIn). */
  | { readonly type: "fan_in_uniform"; readonly scale: number }
  /** Glorot & Bengio 2010: uniform with limit √(6 / (fanIn + fanOut)). */
  | { readonly type: "glorot_uniform" };

/** One parameter of a model, known without allocating it. Dense weights are [in, out], filters [h, w, in, out]. */
export interface ParameterSpec {
  /** Unique in the model, dotted, e.g. `block0.attention.q`. Never shown to submissions. */
  readonly name: string;
  readonly kind: ParameterKind;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** The block that it belongs to, from 0 at the inputs on; left out where nobody has marked blocks. */
  readonly block?: number;
}

/** Non-trained state of a model that the forward pass updates, such as a batch norm's running mean. */
export interface ModelStateSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Every element's initial value. */
  readonly initialValue: number;
}
