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

/** Everything that differs between measures. To add one: a row here, and the place in the harness's meter that counts it. Without zod, which pages need not load. */
export const measures: Readonly<Record<keyof typeof table, MeasureWords>> = table;
