import { cast, expandDims, less, range, type Tensor } from "@tensorflow/tfjs";

/** 1 for the frames that belong to an utterance, else 0: [batch, frames], from the lengths [batch] (int32). */
export const frameMask = (lengths: Tensor, frames: number): Tensor =>
  cast(less(expandDims(range(0, frames, 1, "int32"), 0), expandDims(lengths, 1)), "float32");
