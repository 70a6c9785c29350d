/** Code takes 5 at most (`async` before much white space), mostly 3; what takes more makes the parser go back again and again. */
const readsPerCharacter = 24;
const readsBesides = 10_000;

/** The parser went back too often. */
export class TangledText extends Error {}

/**
 * A text that counts how often a parser reads one of its characters, and ends the reading by TangledText: sucrase tries
 * `<T>(` as a function and then again as a cast, so that thirty of them would take hours.
 */
class CountedText extends String {
  reads = 0;

  override charCodeAt(index: number): number {
    this.reads += 1;
    if (this.reads > readsPerCharacter * this.length + readsBesides) {
      throw new TangledText("it can be read in so many ways that reading it would take too long");
    }
    return super.charCodeAt(index);
  }
}

/** What `read` makes of the text, in a number of steps that is bounded by a multiple of its length. */
export function readCounted<Result>(
  text: string,
  read: (counted: string) => Result,
  tell: (reads: number) => void = () => {},
): Result {
  const counted = new CountedText(text);
  try {
    // Parsers use a string's methods only, which the object has.
    return read(counted as unknown as string);
  } finally {
    tell(counted.reads);
  }
}
