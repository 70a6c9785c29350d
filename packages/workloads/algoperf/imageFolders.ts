import { UserError } from "@steepest/base/userError.ts";

export interface ImageFolders {
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[];
  /** Files relative to the split's folder, in a fixed order, and the label of each. */
  readonly paths: readonly string[];
  readonly labels: Uint16Array;
}

/** The classes of a training folder: its folders' names in the order of their code units, as torchvision's ImageFolder numbers them. */
export const classesOf = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths.map(folderOf))].sort();

/**
 * Labels the images of one split by the folders that they lie in. `classes` are those of the training split. A folder is named after its class,
 * or (as in the archives of ImageNet-v2) by its number. `perClass` takes only the first so many images of every class.
 */
export function labelFolders(
  paths: readonly string[],
  classes: readonly string[],
  perClass = Number.POSITIVE_INFINITY,
): ImageFolders {
  const numbers = new Map(classes.flatMap((name, at) => [[String(at), at] as const, [name, at] as const]));
  const taken = new Map<number, number>();
  const chosen = [...paths].sort().flatMap((path) => {
    const label = numbers.get(folderOf(path));
    if (label === undefined) throw unknownClass(path, classes.length);
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < perClass ? [{ path, label }] : [];
  });
  return {
    classes,
    paths: chosen.map(({ path }) => path),
    labels: Uint16Array.from(chosen, ({ label }) => label),
  };
}

const folderOf = (path: string): string => path.slice(0, path.indexOf("/"));

const unknownClass = (path: string, count: number) =>
  new UserError({
    code: "unknown-image-class",
    what: `The image ${path} lies in a folder that is no class of the training images.`,
    details: `There are ${count} classes.`,
    solution: "Name a folder as in train/, or by the number of its class from 0.",
  });
