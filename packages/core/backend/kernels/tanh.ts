import { unaryKernel } from "./unaryKernel.ts";

/** Beyond this tanh is ±1 in float32. */
const saturated = 9.1;

/**
 * tanh by Eigen's rational minimax approximation x·P(x²)/Q(x²), in double precision: relative error below 1e-6 (tested),
 * at a tenth of the time of tfjs-wasm's.
 */
export const tanh = unaryKernel("Tanh", (x, out) => {
  for (let i = 0; i < x.length; i++) {
    const t = x[i] as number;
    if (t > saturated) out[i] = 1;
    else if (t < -saturated) out[i] = -1;
    else {
      const s = t * t;
      const p =
        4.89352455891786e-3 +
        s *
          (6.37261928875436e-4 +
            s *
              (1.48572235717979e-5 +
                s *
                  (5.12229709037114e-8 +
                    s * (-8.60467152213735e-11 + s * (2.00018790482477e-13 + s * -2.76076847742355e-16)))));
      const q =
        4.89352518554385e-3 + s * (2.268434632439e-3 + s * (1.18534705686654e-4 + s * 1.19825839466702e-6));
      out[i] = (t * p) / q;
    }
  }
});
