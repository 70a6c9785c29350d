import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import type { Image } from "../../images/image.ts";
import { repositoryRoot } from "../../node/repositoryRoot.ts";

/** An image's place in its class's file of decoded pixels. */
interface StoredImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly offset: number;
}

/** Beside the folders of the splits: `decoded/train/n01440764.rgb`, and `.json` with what lies where in it. */
const storeOf = (directory: string, split: string) => join(directory, "decoded", split);

/** The JPEG files in the class folders of a split, as `class/file`; null where there is no such folder. */
export async function jpegFiles(folder: string): Promise<readonly string[] | null> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
  if (entries === null) return null;
  const paths = entries
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

export interface DecodeOptions {
  /** Of a class, only the first so many by name. */
  readonly perClass?: number;
  /** Only every so manieth class, from this one on: the share of one of several processes. */
  readonly share?: { readonly first: number; readonly of: number };
  readonly onClass?: (name: string, images: number) => void;
}

/**
 * Decodes the JPEG files of a split into one file of pixels for each class, so that no batch waits for a decoder. A class that is there already is left:
 * what was interrupted goes on.
 */
export async function decodeSplit(
  directory: string,
  split: string,
  options: DecodeOptions = {},
): Promise<void> {
  const { perClass = Number.POSITIVE_INFINITY, share = { first: 0, of: 1 }, onClass } = options;
  const paths = await jpegFiles(join(directory, split));
  const store = storeOf(directory, split);
  await mkdir(store, { recursive: true });
  const classes = [...Map.groupBy([...(paths ?? [])].sort(), (path) => path.slice(0, path.indexOf("/")))];
  for (const [at, [name, files]] of classes.entries()) {
    if (at % share.of !== share.first) continue;
    const wanted = files.slice(0, perClass).map((path) => path.slice(name.length + 1));
    const kept = await readFile(join(store, `${name}.json`), "utf8").then(
      (text) => JSON.parse(text) as StoredImage[],
      () => [],
    );
    const known = new Set(kept.map((image) => image.name));
    if (wanted.every((file) => known.has(file))) continue;
    await decodeClass(join(directory, split, name), join(store, name), wanted);
    onClass?.(`${split}/${name}`, wanted.length);
  }
}

async function decodeClass(folder: string, place: string, names: readonly string[]): Promise<void> {
  const decode = await jpegDecoder();
  const images: StoredImage[] = [];
  const aside = `${place}.${process.pid}.part`;
  const file = await open(aside, "w");
  try {
    let offset = 0;
    for (const name of names) {
      const path = join(folder, name);
      const { width, height, bytes } = decode(await readFile(path), path);
      await file.write(bytes, 0, bytes.length, offset);
      images.push({ name, width, height, offset });
      offset += bytes.length;
    }
    await file.close();
    await rename(aside, `${place}.rgb`);
    await writeFile(`${aside}.json`, JSON.stringify(images));
    await rename(`${aside}.json`, `${place}.json`);
  } finally {
    await file.close().catch(() => {});
    await rm(aside, { force: true });
  }
}

/** Reads images of a split by their paths (`class/file`), as `decodeSplit` has left them: a copy of bytes, and no decoding. */
export function openImageStore(directory: string, split: string): (path: string) => Image {
  const store = storeOf(directory, split);
  const classes = new Map<string, Map<string, StoredImage>>();
  const imagesOf = (name: string) => {
    const known = classes.get(name);
    if (known !== undefined) return known;
    const images = JSON.parse(readFileSync(join(store, `${name}.json`), "utf8")) as StoredImage[];
    const byName = new Map(images.map((image) => [image.name, image]));
    classes.set(name, byName);
    return byName;
  };
  return (path) => {
    const [name = "", file = ""] = path.split("/");
    const { width, height, offset } = imagesOf(name).get(file) as StoredImage;
    const bytes = new Uint8Array(3 * width * height);
    const opened = openSync(join(store, `${name}.rgb`), "r");
    try {
      readSync(opened, bytes, 0, bytes.length, offset);
    } finally {
      closeSync(opened);
    }
    return { width, height, channels: 3, bytes };
  };
}

/** Throws a UserError where one of these images of a split is not decoded yet. */
export async function requireDecoded(
  directory: string,
  split: string,
  paths: readonly string[],
): Promise<void> {
  const classes = Map.groupBy(paths, (path) => path.slice(0, path.indexOf("/")));
  for (const [name, files] of classes) {
    const text = await readFile(join(storeOf(directory, split), `${name}.json`), "utf8").catch(() => "[]");
    const known = new Set((JSON.parse(text) as StoredImage[]).map((image) => `${name}/${image.name}`));
    const missing = files.find((path) => !known.has(path));
    if (missing === undefined) continue;
    throw new UserError({
      code: "images-not-decoded",
      what: `The image ${split}/${missing} is not decoded yet.`,
      details: "A batch is made while a submission is charged: it copies pixels, and decodes no file.",
      solution: `Decode the images once: node ${repositoryRoot}/packages/workloads/algoperf/node/decodeImages.ts ${directory}`,
    });
  }
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
