// Prints the first steps of the golden board's submissions at a feature level: what another processor has to print, too.
import { goldenSteps } from "./golden.ts";

const [level] = process.argv.slice(2);
if (level !== "simd" && level !== "simd-fma") throw new Error("say which level: simd or simd-fma");
console.log(JSON.stringify(await goldenSteps({ featureLevel: level, steps: 3, evaluated: false }), null, 1));
