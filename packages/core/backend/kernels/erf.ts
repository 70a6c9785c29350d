import { unaryKernel } from "./unaryKernel.ts";

/** Beyond this erf is ±1 in float32. */
const saturated = 3.9;

/**
 * erf by XLA's rational minimax approximation x·P(x²)/Q(x²), in double precision: relative error below 1e-6 (tested).
 * tfjs's backends use Abramowitz & Stegun 7.1.26, whose relative error near zero is 1e-4 and more.
 */
export const erf = unaryKernel("Erf", (x, out) => {
  for (let i = 0; i < x.length; i++) {
    const t = x[i] as number;
    if (t > saturated) out[i] = 1;
    else if (t < -saturated) out[i] = -1;
    else {
      const s = t * t;
      const p =
        -1.60960333262415e-2 +
        s *
          (-2.95459980854025e-3 +
            s *
              (-7.34990630326855e-4 +
                s *
                  (-5.69250639462346e-5 +
                    s * (-2.10102402082508e-6 + s * (2.77068142495902e-8 + s * -2.72614225801306e-10)))));
      const q =
        -1.42647390514189e-2 +
        s *
          (-7.37332916720468e-3 +
            s * (-1.68282697438203e-3 + s * (-2.13374055278905e-4 + s * -1.45660718464996e-5)));
      out[i] = (t * p) / q;
    }
  }
});
