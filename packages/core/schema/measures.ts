import { z } from "zod";

interface MeasureWords {
  /** On a switch. */
  readonly label: string;
  /** In running text: "ranked by …". */
  readonly title: string;
  /** `s` is shown with a fraction, counts are whole. */
  readonly unit: "s" | "steps" | "gradients";
  /** Whether the same trial gives the same number on every machine. */
  readonly isDeterministic: boolean;
  readonly explanation: string;
}

const table = {
  reference: {
    label: "Reference time",
    title: "charged reference time",
    unit: "s",
    isDeterministic: true,
    explanation:
      "The sum of what every charged operation costs on the class's reference machine, from its price list: the same on every machine.",
  },
  wall: {
    label: "Wall time",
    title: "charged wall time",
    unit: "s",
    isDeterministic: false,
    explanation:
      "What the machine's clock showed while the submission was charged. It moves with the machine and its load.",
  },
  cpu: {
    label: "CPU time",
    title: "charged CPU time",
    unit: "s",
    isDeterministic: false,
    explanation:
      "What the trial's process computed while the submission was charged, where the system tells.",
  },
  steps: {
    label: "Steps",
    title: "steps",
    unit: "steps",
    isDeterministic: true,
    explanation:
      "Updates, whatever they cost. It does not count gradients: one update may hold any number of them, so compare gradients beside it.",
  },
  gradients: {
    label: "Gradients",
    title: "gradient evaluations",
    unit: "gradients",
    isDeterministic: true,
    explanation: "How often the submission asked for a gradient, in however many steps.",
  },
} as const satisfies Record<string, MeasureWords>;

/** One way of counting what is charged. */
export type Measure = keyof typeof table;

/** Everything that differs between measures. To add one: a row here, and the place in the harness's meter that counts it. */
export const measures: Readonly<Record<Measure, MeasureWords>> = table;
export const measureIds = Object.keys(table) as [Measure, ...Measure[]];
export const measureSchema = z.enum(measureIds);

/** What was charged, in every measure: seconds or counts; null where a measure was not counted. */
export type Charges = Readonly<Record<Measure, number | null>>;
export const chargesSchema = z.object(
  Object.fromEntries(
    measureIds.map((id) => [id, z.number().nonnegative().nullable().default(null)]),
  ) as Record<Measure, z.ZodDefault<z.ZodNullable<z.ZodNumber>>>,
);

/** Charges of which only some measures were counted. */
export const chargesOf = (counted: Partial<Charges>): Charges => ({
  ...(Object.fromEntries(measureIds.map((id) => [id, null])) as Record<Measure, null>),
  ...counted,
});

/** The measures that a hardware class may be ruled by. */
export const officialMeasureSchema = z.enum(["reference", "wall"]);
export type OfficialMeasure = z.infer<typeof officialMeasureSchema>;
