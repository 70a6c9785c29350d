import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { centreCrop } from "../../images/centreCrop.ts";
import type { Image } from "../../images/image.ts";
import { type CropAugmentation, randomCrop } from "../../images/randomCrop.ts";
import { resampleCrop } from "../../images/resampleCrop.ts";
import { repositoryRoot } from "../../node/repositoryRoot.ts";
import type { LabelledImages } from "../../tasks/imageClassification.ts";
import { classesOf, type ImageFolders, labelFolders } from "../imageFolders.ts";
import { imagenetCrop } from "../imagenet.ts";

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
 * Files are listed now and read, decoded and resized when a batch asks for them. Without `test`, `val` stands for it.
 */
export async function loadImageFolders(
  directory: string,
  { augmentation, perClass }: ImageFolderOptions,
): Promise<{ classes: readonly string[] } & Record<keyof typeof folders, LabelledImages>> {
  const decode = await jpegDecoder();
  const train = await jpegFiles(join(directory, folders.train));
  const validation = await jpegFiles(join(directory, folders.validation));
  const test = await jpegFiles(join(directory, folders.test), validation);
  const classes = classesOf(train);
  const { cropSize } = imagenetCrop;
  const labelled = (folder: string, paths: readonly string[]): LabelledImages => {
    const split: ImageFolders = labelFolders(paths, classes, perClass);
    return {
      labels: split.labels,
      images(index, key) {
        const path = join(directory, folder, split.paths[index] as string);
        const image = decode(readFileSync(path), path);
        if (key === null || augmentation === null) return centreCrop(image, imagenetCrop);
        const { flip, ...box } = randomCrop(image, augmentation, key);
        return resampleCrop(image, box, { height: cropSize, width: cropSize, flip });
      },
    };
  };
  return {
    classes,
    train: labelled(folders.train, train),
    validation: labelled(folders.validation, validation),
    test: labelled(test === validation ? folders.validation : folders.test, test),
  };
}

/** The JPEG files in the class folders of a split, as `class/file`. `otherwise` is given where there is no such folder. */
async function jpegFiles(folder: string, otherwise?: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
  if (entries === null && otherwise !== undefined) return otherwise;
  const paths = (entries ?? [])
    .map((entry) => entry.split(sep).join("/"))
    .filter((path) => /^[^/]+\/[^/]+\.jpe?g$/i.test(path));
  if (paths.length > 0) return paths;
  throw new UserError({
    code: "images-missing",
    what: `There are no images in ${folder}.`,
    details: "Expected one folder per class with JPEG files in it, e.g. train/n01440764/n01440764_18.JPEG.",
    solution: "Unpack ImageNet there (docs/algoperf-data.md says how), or name another directory.",
  });
}

/** Decodes the bytes of a JPEG file to red, green and blue; `from` names it in errors. */
type DecodeJpeg = (bytes: Uint8Array, from: string) => Image;

/** The decoder of the optional package `jpeg-js`. */
async function jpegDecoder(): Promise<DecodeJpeg> {
  const { decode } = await import("jpeg-js").catch((cause: unknown) => {
    throw new UserError({
      code: "jpeg-decoder-missing",
      what: "ImageNet's images are JPEG files, and no decoder is installed.",
      details: String(cause),
      solution: `Run \`npm install --no-save jpeg-js@0.4.4\` in ${repositoryRoot}.`,
    });
  });
  return (bytes, from) => {
    try {
      const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: false });
      return { width, height, channels: 3, bytes: data };
    } catch (cause) {
      throw new UserError({
        code: "image-unreadable",
        what: `The image ${from} cannot be decoded as a JPEG file.`,
        details: String(cause),
        solution:
          "Convert it to a JPEG file, or take it away. (One file of ImageNet is a PNG by another name.)",
      });
    }
  };
}
