/** How an operand is read along the axes of a broadcast result: its step for each axis, 0 where it is repeated. */
export function broadcastSteps(own: readonly number[], result: readonly number[]): number[] {
  const steps = new Array<number>(result.length).fill(0);
  let step = 1;
  for (let axis = own.length - 1; axis >= 0; axis--) {
    const length = own[axis] as number;
    steps[axis + result.length - own.length] = length === 1 ? 0 : step;
    step *= length;
  }
  return steps;
}
