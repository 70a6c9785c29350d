import type { LabFile } from "./labFile.ts";

/** A word of a command line, for a shell: quoted where it holds anything that one could read. */
const quoted = (word: string): string =>
  /^[\w.,:=+/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The command that measures a file's findings anew: from its settings, so that nothing else that its sender wrote is ever pasted into a shell. `NAME.ts` stands for
 * a submission's files. Hyperparameters of which submissions hold different values are left out: `--set` is for all of them.
 */
export function labCommand(file: LabFile, program = "npx steepest"): string {
  const points = file.subjects.map(({ hyperparameters }) => hyperparameters);
  const shared = Object.entries(points[0] ?? {}).filter(([name, value]) =>
    points.every((point) => point[name] === value),
  );
  // `--set` takes several, separated by commas.
  const set = shared.map(([name, value]) => `${name}=${value}`).filter((word) => !word.includes(","));
  const given = [...Object.entries(file.options), ...Object.entries(file.words)].flatMap(([name, value]) => {
    const words = Array.isArray(value) ? value.map(String) : value === null ? [] : [value];
    return words.length === 0 ? [] : [`--${name}=${words.join(",")}`];
  });
  return [
    `${program} lab`,
    ...[
      file.instrument,
      ...file.subjects.map(({ name }) => `${name}.ts`),
      `--workload=${file.workload}`,
      `--studies=${file.studies}`,
      `--seed=${file.seed}`,
      ...given,
      ...set.map((word) => `--set=${word}`),
    ].map(quoted),
  ].join(" ");
}
