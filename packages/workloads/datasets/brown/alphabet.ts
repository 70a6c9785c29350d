/**
 * The symbols of the byte-level model: newline, then printable ASCII from space to `~`. Symbol 0 is the newline,
 * symbol i > 0 the byte 31 + i.
 */
export const alphabetSize = 96;

/** Symbols of an ASCII text; throws where a character is outside the alphabet. */
export function encode(text: string): Uint8Array {
  const symbols = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const symbol = code === 10 ? 0 : code - 31;
    if (symbol < 0 || symbol >= alphabetSize || code === 31) {
      throw new RangeError(`character code ${code} at ${at} is not in the alphabet`);
    }
    symbols[at] = symbol;
  }
  return symbols;
}

/** The text of some symbols. */
export const decode = (symbols: Uint8Array): string =>
  Array.from(symbols, (symbol) => String.fromCharCode(symbol === 0 ? 10 : symbol + 31)).join("");
