/** A block of numbers that several operands walk through, each with its own step (in numbers) along every axis. */
export interface Walk {
  readonly shape: readonly number[];
  /** For each operand its steps, one an axis. */
  readonly steps: readonly (readonly number[])[];
}

/** The steps along the axes of a tensor that lies in memory row by row. */
export function stepsOf(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    steps[axis] = step;
    step *= shape[axis] as number;
  }
  return steps;
}

/** The same walk with as few axes as can be: those of length 1 are dropped, and neighbours that every operand passes evenly are one. */
export function collapseAxes({ shape, steps }: Walk): Walk {
  const lengths: number[] = [];
  const collapsed = steps.map((): number[] => []);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] as number;
    if (length === 1) continue;
    const inner = lengths.length - 1;
    const innerLength = lengths[inner];
    const isEven =
      innerLength !== undefined &&
      steps.every((own, i) => own[axis] === ((collapsed[i] as number[])[inner] as number) * innerLength);
    if (isEven) lengths[inner] = innerLength * length;
    else {
      lengths.push(length);
      for (const [i, own] of steps.entries()) collapsed[i]?.push(own[axis] as number);
    }
  }
  return { shape: lengths.reverse(), steps: collapsed.map((own) => own.reverse()) };
}
