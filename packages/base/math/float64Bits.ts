const float64 = new Float64Array(1);
const words = new Int32Array(float64.buffer);
float64[0] = 1;
/** Which word has the sign, the exponent and the upper 20 bits of the fraction: machines differ in their order. */
const upper = words[0] === 0 ? 1 : 0;

/** The upper 32 bits of a float64 number, with sign. By typed arrays: several times faster than a DataView. */
export function upperWord(x: number): number {
  float64[0] = x;
  return words[upper] as number;
}

const powers = new Float64Array(2098);
for (let [at, power] = [0, Number.MIN_VALUE]; at < powers.length; at++, power *= 2) powers[at] = power;

/** 2 ᵉ for e from −1074 to 1023, from a table: writing the bits takes several times as long. */
export const powerOfTwo = (exponent: number): number => powers[exponent + 1074] as number;
