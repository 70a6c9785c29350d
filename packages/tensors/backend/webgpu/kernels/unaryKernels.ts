import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs";
import { flatProgram } from "./flatProgram.ts";
import { callStockWebgpuKernel, webgpuKernel } from "./webgpuKernel.ts";

/**
 * WGSL promises nothing for NaN (exp(NaN) is infinite on SwiftShader), and a diverged training would go on with numbers; and tfjs
 * computes exp(x)-1, log(1+x) and tanh by differences, which leaves no correct digit of a small x. Each is a function body of `a`,
 * which is not NaN.
 */
const bodies: Readonly<Record<string, string>> = {
  Sign: "return sign(a);",
  Exp: "return exp(a);",
  Elu: "if (a >= 0.0) { return a; } return exp(a) - 1.0;",
  Relu6: "return clamp(a, 0.0, 6.0);",
  Selu: "if (a >= 0.0) { return 1.0507009873554805 * a; } return 1.7580993408473766 * (exp(a) - 1.0);",
  Log: "if (a < 0.0) { return uniforms.NAN; } if (a == 0.0) { return -uniforms.INFINITY; } return log(a);",
  Sigmoid: "return 1.0 / (1.0 + exp(-a));",
  Sqrt: "if (a < 0.0) { return uniforms.NAN; } return sqrt(a);",
  Rsqrt: "if (a < 0.0) { return uniforms.NAN; } return inverseSqrt(a);",
  // Threshold of tfjs's other backends: from there on log(1 + exp(a)) is a, or exp(a), in single precision.
  Softplus: `
    if (a > 13.942385) { return a; }
    if (a < -13.942385) { return exp(a); }
    return log(1.0 + exp(a));`,
  // Taylor's series; the first term left out is below 1e-8 of the sum where it is used.
  Expm1: `
    if (abs(a) < 0.25) {
      return a * (1.0 + a / 2.0 * (1.0 + a / 3.0 * (1.0 + a / 4.0 * (1.0 + a / 5.0 * (1.0 + a / 6.0 * (1.0 + a / 7.0))))));
    }
    return exp(a) - 1.0;`,
  // log(1+a) = 2 artanh(a / (2 + a)), by the series of artanh.
  Log1p: `
    if (a < -1.0) { return uniforms.NAN; }
    if (a == -1.0) { return -uniforms.INFINITY; }
    if (abs(a) < 0.25) {
      let z = a / (2.0 + a);
      let s = z * z;
      return 2.0 * z * (1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s / 9.0))));
    }
    return log(1.0 + a);`,
  // The continued fraction of tanh (Abramowitz and Stegun 4.5.70) where 1 - exp(-2a) would cancel.
  Tanh: `
    if (abs(a) < 0.6) {
      let s = a * a;
      return a / (1.0 + s / (3.0 + s / (5.0 + s / (7.0 + s / (9.0 + s / 11.0)))));
    }
    let e = exp(-2.0 * abs(a));
    return sign(a) * (1.0 - e) / (1.0 + e);`,
};

/** Functions of one number that give NaN for NaN and their full precision near zero. */
export const unaryKernels: readonly KernelConfig[] = Object.entries(bodies).map(([kernelName, body]) =>
  webgpuKernel<{ readonly x: TensorInfo }, object>(kernelName, ({ x }, attributes, backend) => {
    if (x.dtype !== "float32") return callStockWebgpuKernel(backend, kernelName, { x }, attributes);
    const program = flatProgram({
      name: kernelName,
      outputShape: x.shape,
      inputs: ["x"],
      functions: `fn evaluate(a : f32) -> f32 { ${body} }`,
      code: `
        let a = x[index];
        if (isnan(a)) { result[index] = a; } else { result[index] = evaluate(a); }`,
    });
    return backend.runWebGPUProgram(program, [x], "float32");
  }),
);
