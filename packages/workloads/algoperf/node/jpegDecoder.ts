import { UserError } from "@steepest/base/userError.ts";
import type { Image } from "../../images/image.ts";
import { repositoryRoot } from "../../node/repositoryRoot.ts";

/** Decodes the bytes of a JPEG file to red, green and blue; `from` names it in errors. */
export type DecodeJpeg = (bytes: Uint8Array, from: string) => Image;

/** The decoder of the optional package `jpeg-js`. */
export async function jpegDecoder(): Promise<DecodeJpeg> {
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
