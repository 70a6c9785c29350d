import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";

/** Says what a field of a golden file must be and what it is instead; the field's place is put before it (`describe`). */
export const must = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${shown(input)}`,
});

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  // What Python writes as NaN or Infinity arrives as an infinite number.
  if (typeof value === "number" && !Number.isFinite(value)) return "NaN or infinite";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

export const text = z.string(must("text"));
const finite = z.number(must("a finite number"));
export const numbers = z.array(finite, must("a list of numbers"));
const positive = finite.positive(must("a number above 0"));
export const count = z.int(must("a whole number")).positive(must("1 or more"));

const parameterKinds = [
  "weight",
  "bias",
  "conv_weight",
  "depthwise_weight",
  "embedding",
  "positional",
  "norm_scale",
  "norm_bias",
  "attention_q",
  "attention_k",
  "attention_v",
  "attention_out",
  "output_weight",
] as const;

/** An analytic problem whose loss and gradient are known in closed form (`golden-problem/1`). docs/golden.md describes it. */
export const goldenProblemSchema = z
  .looseObject(
    {
      format: z.literal("golden-problem/1", must('"golden-problem/1"')),
      name: text,
      params: z
        .array(
          z.looseObject(
            {
              name: text,
              kind: z.enum(parameterKinds, must(`one of ${parameterKinds.join(", ")}`)),
              shape: z.array(count, must("a list of lengths")),
              offset: z.int(must("a whole number")).nonnegative(must("0 or more")),
              size: count,
            },
            must("an object with name, kind, shape, offset and size"),
          ),
          must("a list of parameters"),
        )
        .min(1, must("a list of one parameter or more")),
      size: count,
      /** Amplitude of the deterministic gradient noise. */
      noise: finite,
      /** Curvatures. */
      H: numbers,
      /** Minimum of the quadratic part. */
      t: numbers,
      /** Initial parameters. */
      p0: numbers,
    },
    must("an object"),
  )
  .superRefine((problem, context) => {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    let end = 0;
    problem.params.forEach(({ name, shape, size, offset }, i) => {
      const elements = shape.reduce((product, length) => product * length, 1);
      if (elements !== size) {
        refuse(
          ["params", i, "size"],
          `is ${size}, but ${name} of shape [${shape.join(", ")}] has ${elements} elements`,
        );
      }
      if (offset !== end)
        refuse(["params", i, "offset"], `is ${offset}, but the parameters before ${name} end at ${end}`);
      end += size;
      if (problem.params.findIndex((other) => other.name === name) < i)
        refuse(["params", i, "name"], `is ${name}, as that of an earlier parameter`);
    });
    if (end !== problem.size)
      refuse(["size"], `is ${problem.size}, but the parameters have ${end} elements together`);
    for (const name of ["H", "t", "p0"] as const) {
      if (problem[name].length !== problem.size)
        refuse([name], `has ${problem[name].length} numbers, size says ${problem.size}`);
    }
  });
export type GoldenProblem = z.infer<typeof goldenProblemSchema>;

const checkpointSchema = z.looseObject(
  {
    step: count,
    /** The problem's at the training parameters, without noise: where it differs, the problem is another. */
    loss: finite.optional(),
    /** Left out: the trajectory's. */
    tolerance: positive.optional(),
    train: numbers,
    /** Null or left out: the training parameters are evaluated. */
    eval: numbers.nullish(),
  },
  must("an object with step and train"),
);

const setting = "a finite number, text, true, false, null or a list of numbers";

/** Parameters after chosen steps of a reference implementation (`golden-trajectory/1`). docs/golden.md describes it. */
export const goldenTrajectorySchema = z
  .looseObject(
    {
      format: z.literal("golden-trajectory/1", must('"golden-trajectory/1"')),
      /** The method's name; that of the reference submission, where there is one. */
      optimizer: text,
      /** Name of the problem file, without `.json`. */
      problem: z
        .string(must("text"))
        .regex(/^[\w-][\w.-]*$/, must("the name of a file beside this one, without .json")),
      /** By name. Null: not set. A list is given as text (`goldenPoint`). */
      hyperparameters: z.record(
        z.string(),
        z.union(
          [
            z.number(),
            z.string(),
            z.boolean(),
            z.null(),
            z.array(finite).min(1, must("a list of one number or more")),
          ],
          must(setting),
        ),
        must("an object of settings"),
      ),
      /** Largest |a − b| / max(1, |b|), b the reference's number. */
      tolerance: positive,
      checkpoints: z
        .array(checkpointSchema, must("a list of checkpoints"))
        .min(1, must("a list of one checkpoint or more")),
    },
    must("an object"),
  )
  .superRefine(({ checkpoints }, context) => {
    checkpoints.forEach(({ step }, i) => {
      const before = checkpoints[i - 1]?.step;
      if (before === undefined || step > before) return;
      const message = `is ${step}, ${step === before ? "as that of the checkpoint before it" : `after step ${before}`}: steps must ascend`;
      context.addIssue({ code: "custom", path: ["checkpoints", i, "step"], message });
    });
  });
export type GoldenTrajectory = z.infer<typeof goldenTrajectorySchema>;

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (place, part) =>
      typeof part === "number"
        ? `${place}[${part}]`
        : place === ""
          ? String(part)
          : `${place}.${String(part)}`,
    "",
  ) || "the file";

/** Most mistakes that are listed: a list of another type has one for each element. */
const mostMistakes = 8;

const mistakesError = (what: string, mistakes: readonly string[]): UserError =>
  new UserError({
    code: "golden-invalid",
    what,
    details: [
      ...mistakes.slice(0, mostMistakes),
      ...(mistakes.length > mostMistakes ? [`… and ${mistakes.length - mostMistakes} more`] : []),
    ].join("\n"),
    solution: "Correct the fields named; docs/golden.md describes each of them.",
  });

/**
 * JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` stand for numbers. They become infinite, which no field takes,
 * so that the field is named instead of a place in the text.
 */
export const parsePythonJson = (json: string): unknown =>
  JSON.parse(
    // A string that never ends is taken to the end of the text, and not looked at again from its next quote.
    json.replace(/"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : "1e999",
    ),
  );

/** A golden file's content, checked; throws UserError `golden-invalid` that says of each field what is wrong. `file` names it. */
export function parseGolden<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw mistakesError(
    `${file} is not what a golden file must be.`,
    parsed.error.issues.map(({ path, message }) => `${placeOf(path)} ${message}`),
  );
}

/** Throws UserError where a trajectory cannot have been recorded on a problem. */
export function expectSameProblem(
  golden: GoldenTrajectory,
  problem: Pick<GoldenProblem, "name" | "size">,
): void {
  if (golden.problem !== problem.name) {
    throw new UserError({
      code: "golden-problem-mismatch",
      what: `The trajectory was recorded on ${golden.problem}, but the problem file describes ${problem.name}.`,
      solution: `Put the file of ${golden.problem} beside the trajectory, or correct the name in one of them.`,
    });
  }
  const mistakes = golden.checkpoints.flatMap((checkpoint, i) =>
    (["train", "eval"] as const)
      .filter((name) => checkpoint[name] && checkpoint[name].length !== problem.size)
      .map((name) => {
        const length = checkpoint[name]?.length;
        return `checkpoints[${i}].${name} has ${length} ${length === 1 ? "number" : "numbers"}, the problem has ${problem.size}`;
      }),
  );
  if (mistakes.length > 0)
    throw mistakesError(`The trajectory of ${golden.optimizer} does not fit ${problem.name}.`, mistakes);
}
