import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { centreCrop } from "../../images/centreCrop.ts";
import { type CropAugmentation, randomCrop } from "../../images/randomCrop.ts";
import { resampleCrop } from "../../images/resampleCrop.ts";
import type { LabelledImages } from "../../tasks/imageClassification.ts";
import { classesOf, type ImageFolders, labelFolders } from "../imageFolders.ts";
import { imagenetCrop } from "../imagenet.ts";
import { jpegFiles, openImageStore, requireDecoded } from "./imageStore.ts";

export interface ImageFolderOptions {
  /** Of training images; without one they are cropped as in evaluation. */
  readonly augmentation: CropAugmentation | null;
  /** Takes only the first so many images of every class of every split. */
  readonly perClass?: number;
}

/** Our names of the splits, and their folders in AlgoPerf's directory of ImageNet. */
const folders = { train: "train", validation: "val", test: "test" } as const;

/**
 * ImageNet from a directory with one folder per split (`train`, `val`; `test`: ImageNet-v2), one folder per class in each, JPEG files in those.
 * They were decoded before (decodeImages.ts): when a batch asks for one, its pixels are read and resized. Without `test`, `val` stands for it.
 */
export async function loadImageFolders(
  directory: string,
  { augmentation, perClass }: ImageFolderOptions,
): Promise<{ classes: readonly string[] } & Record<keyof typeof folders, LabelledImages>> {
  const train = await jpegFiles(join(directory, folders.train));
  const validation = await jpegFiles(join(directory, folders.validation));
  if (train === null || validation === null) throw noSplit(directory);
  const test = (await jpegFiles(join(directory, folders.test))) ?? validation;
  const classes = classesOf(train);
  const { cropSize } = imagenetCrop;
  const labelled = async (folder: string, paths: readonly string[]): Promise<LabelledImages> => {
    const split: ImageFolders = labelFolders(paths, classes, perClass);
    await requireDecoded(directory, folder, split.paths);
    const read = openImageStore(directory, folder);
    return {
      labels: split.labels,
      images(index, key) {
        const image = read(split.paths[index] as string);
        if (key === null || augmentation === null) return centreCrop(image, imagenetCrop);
        const { flip, ...box } = randomCrop(image, augmentation, key);
        return resampleCrop(image, box, { height: cropSize, width: cropSize, flip });
      },
    };
  };
  return {
    classes,
    train: await labelled(folders.train, train),
    validation: await labelled(folders.validation, validation),
    test: await labelled(test === validation ? folders.validation : folders.test, test),
  };
}

const noSplit = (directory: string) =>
  new UserError({
    code: "images-missing",
    what: `There is no train or no val in ${directory}.`,
    details: "Expected one folder per class with JPEG files in each, e.g. train/n01440764/n01440764_18.JPEG.",
    solution: "Unpack ImageNet there (docs/algoperf-data.md says how), or name another directory.",
  });
