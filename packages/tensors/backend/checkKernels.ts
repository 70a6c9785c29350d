import { normal } from "@steepest/base/random/normal.ts";
import { getBackend, setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import type { Backend } from "./backend.ts";
import { cpuBackend } from "./cpuBackend.ts";
import { type KernelCheck, kernelChecks } from "./kernelChecks.ts";

export interface KernelReport {
  readonly checked: number;
  /** What this backend does not compute as `cpu` does. Empty where all is well. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/** Largest |difference| ÷ (1 + |expected|): float32 sums in another order, and approximations within 1e-3. */
const tolerance = 1e-3;

type Answer =
  | { readonly kind: "values"; readonly shape: readonly number[]; readonly values: ArrayLike<number> }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Runs every check on the open backend and on tfjs's `cpu`, and says where they differ: whether a machine's drivers and
 * libraries can be trusted with training. Leaves the backend open.
 */
export async function checkKernels(
  backend: Backend,
  checks: readonly KernelCheck[] = kernelChecks,
): Promise<KernelReport> {
  const current = getBackend();
  const answers = await answersOf(checks);
  await backend.sync();
  await cpuBackend.open({});
  try {
    const expected = await answersOf(checks);
    const failures = checks.flatMap(({ name }, index) => {
      const reason = difference(answers[index] as Answer, expected[index] as Answer);
      return reason === null ? [] : [{ name, reason }];
    });
    return { checked: checks.length, failures };
  } finally {
    await setBackend(current);
  }
}

async function answersOf(checks: readonly KernelCheck[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const check of checks) answers.push(await answer(check));
  return answers;
}

async function answer({ shapes, run }: KernelCheck): Promise<Answer> {
  const inputs = shapes.map((shape, index) =>
    tensor(normal([index, shape.length], product(shape)), [...shape]),
  );
  let result: Tensor | null = null;
  try {
    result = tidy(() => run(...inputs));
    return { kind: "values", shape: result.shape, values: await result.data() };
  } catch (error) {
    // A kernel that is missing or refuses is what the check is to find.
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const each of inputs) each.dispose();
    result?.dispose();
  }
}

const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

function difference(answer: Answer, expected: Answer): string | null {
  if (answer.kind === "failed") return answer.reason.split("\n")[0] ?? "";
  if (expected.kind === "failed") throw new Error(`tfjs's cpu backend failed: ${expected.reason}`);
  if (`${answer.shape}` !== `${expected.shape}`) return `shape ${answer.shape}, expected ${expected.shape}`;
  let largest = 0;
  for (let i = 0; i < expected.values.length; i++) {
    const [value, wanted] = [answer.values[i] as number, expected.values[i] as number];
    const error = Object.is(value, wanted) ? 0 : Math.abs(value - wanted) / (1 + Math.abs(wanted));
    // NaN compares as not larger: it is as wrong as can be.
    largest = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(largest, error);
  }
  return largest <= tolerance ? null : `differs by ${largest.toExponential(1)} relative to 1 + |expected|`;
}
