/** An image as bytes [height, width, channels]. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
}
