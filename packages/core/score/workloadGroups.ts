/** A base workload with its held-out variants, as columns of a time table. */
export interface WorkloadGroup {
  readonly base: number;
  readonly variants: readonly number[];
}

/** Groups workloads by what they are variants of. A variant whose base is not in the list is a mistake of the suite. */
export function workloadGroups(
  workloads: readonly { readonly id: string; readonly variantOf: string | null }[],
): WorkloadGroup[] {
  const ids = new Set(workloads.map(({ id }) => id));
  const orphan = workloads.find(({ variantOf }) => variantOf !== null && !ids.has(variantOf));
  if (orphan) throw new Error(`the base workload ${orphan.variantOf} of ${orphan.id} is not in the suite`);
  return workloads.flatMap(({ id, variantOf }, base) =>
    variantOf === null
      ? [{ base, variants: workloads.flatMap((other, w) => (other.variantOf === id ? [w] : [])) }]
      : [],
  );
}
