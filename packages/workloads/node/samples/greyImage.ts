import type { SamplePanel } from "../../samples/workloadSamples.ts";
import { encodePng } from "./encodePng.ts";

export interface GreyImageOptions {
  readonly width: number;
  readonly height: number;
  readonly caption: string;
  readonly description: string;
  /** What is drawn black and white; by default the least and the greatest value. */
  readonly range?: readonly [black: number, white: number];
}

/** Numbers, row by row, as shades of grey. */
export function greyImage(values: ArrayLike<number>, options: GreyImageOptions): SamplePanel {
  const { width, height, caption, description } = options;
  const all = Array.from(values);
  const [black, white] = options.range ?? [Math.min(...all), Math.max(...all)];
  const pixels = Uint8Array.from(all, (value) => {
    const share = (value - black) / (white - black || 1);
    return Math.round(255 * Math.min(1, Math.max(0, share)));
  });
  const png = Buffer.from(encodePng(pixels, width, height)).toString("base64");
  return { type: "image", caption, description, width, height, png };
}
