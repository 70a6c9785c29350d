import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import type { CalibrationPart } from "../../schema/calibration.ts";

/** What a part repeats, and its tensors. */
export interface CalibrationWork {
  readonly run: () => void;
  readonly dispose: () => void;
}

/**
 * How often each part's work is done in a pass: the amount of work that the calibration is. Chosen so that each part takes
 * a quarter of a second a pass on the reference machine of `cpu-wasm`; `tuneCalibration.ts` beside this prints such
 * numbers for the kernels of the day. To change one is to change what every class's `referenceCalibrationSeconds` means.
 */
export const calibrationRepeats: Readonly<Record<CalibrationPart, number>> = {
  matrix: 75,
  convolution: 32,
  elementwise: 390,
  small: 3100,
};

/** The work of every part on the current backend. */
export const prepareCalibration = (): Record<CalibrationPart, CalibrationWork> => ({
  matrix: matrixProducts(),
  convolution: convolutions(),
  elementwise: elementwise(),
  small: smallOperations(),
});

function random<Rank extends tf.Rank>(seed: number, shape: tf.ShapeMap[Rank]): tf.Tensor<Rank> {
  const size = (shape as readonly number[]).reduce((product, length) => product * length, 1);
  return tf.tensor<Rank>(normal(keyFromSeed(seed), size), shape);
}

const workOn = (tensors: readonly tf.Tensor[], run: () => void): CalibrationWork => ({
  run,
  dispose: () => tf.dispose([...tensors]),
});

/** A dense layer of a few hundred units, forward and both gradients. */
function matrixProducts(): CalibrationWork {
  const input = random<tf.Rank.R2>(1, [256, 512]);
  const weights = random<tf.Rank.R2>(2, [512, 512]);
  const gradient = random<tf.Rank.R2>(3, [256, 512]);
  return workOn([input, weights, gradient], () => {
    tf.matMul(input, weights);
    tf.matMul(gradient, weights, false, true);
    tf.matMul(input, gradient, true, false);
  });
}

/** A convolution layer with max pooling, forward and backward. */
function convolutions(): CalibrationWork {
  const images = random<tf.Rank.R4>(4, [32, 28, 28, 16]);
  const filter = random<tf.Rank.R4>(5, [3, 3, 16, 32]);
  const gradients = tf.grads((x, w) =>
    tf.maxPool(tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same")), 2, 2, "valid"),
  );
  return workOn([images, filter], () => void gradients([images, filter]));
}

/** An Adam-like update of a few hundred thousand parameters, and activations. */
function elementwise(): CalibrationWork {
  const x = random<tf.Rank.R2>(6, [512, 512]);
  const y = random<tf.Rank.R2>(7, [512, 512]);
  return workOn([x, y], () => {
    const moment = x.mul(0.9).add(y.mul(0.1));
    const scale = y.square().mul(0.01).sqrt().add(1e-8);
    moment.div(scale).sub(x).tanh();
    tf.softmax(x).sum(0);
  });
}

/** What a model of many small leaves is made of: calls, not numbers. */
function smallOperations(): CalibrationWork {
  const x = random<tf.Rank.R2>(8, [8, 8]);
  const y = random<tf.Rank.R1>(9, [8]);
  return workOn([x, y], () => {
    for (let i = 0; i < 10; i++) x.add(y).mul(x).sub(y).sum(0).reshape([1, 8]);
  });
}
