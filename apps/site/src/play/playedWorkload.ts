/** What the page says of a workload that it offers, in its option. */
export interface PlayedWorkload {
  readonly id: string;
  readonly suite: string;
  readonly target: number;
  readonly metric: string;
  readonly label: string;
}

export function readOption(option: HTMLOptionElement): PlayedWorkload {
  const { suite = "", target = "", metric = "", label = "" } = option.dataset;
  return { id: option.value, suite, target: Number(target), metric, label };
}
