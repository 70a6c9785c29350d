import { log } from "@steepest/base/math/log.ts";

const bitsOf = (ratio: number): number => log(ratio) / Math.LN2;

/** How often each symbol came, after one context. */
class Counts {
  total = 0;
  readonly #counts = new Map<string, number>();

  /** Bits that the symbol costs here, or that it costs to say that it is new here; the symbol is counted. */
  take(symbol: string): { readonly bits: number; readonly isNew: boolean } {
    const before = this.#counts.get(symbol) ?? 0;
    const distinct = this.#counts.size;
    const all = this.total + distinct;
    this.#counts.set(symbol, before + 1);
    this.total += 1;
    if (before > 0) return { bits: bitsOf(all / before), isNew: false };
    return { bits: distinct === 0 ? 0 : bitsOf(all / distinct), isNew: true };
  }
}

const end = "";

/** Bits of a text that stands for itself: an adaptive code over its characters, new ones of which cost 8 or 22 bits. */
class Speller {
  readonly #counts = new Counts();

  bits(text: string): number {
    let bits = 0;
    for (const character of [...text, end]) {
      const taken = this.#counts.take(character);
      bits += taken.bits;
      if (taken.isNew) bits += character <= "\u007f" ? 8 : 22;
    }
    return bits;
  }
}

/**
 * Length in bits of a sequence of words under one adaptive code: a word that came before costs what its frequency says, after
 * the same context or anywhere, a new one is spelt (PPM of order 1 with escape method C, Moffat 1990, IEEE Trans. Commun.
 * 38(11)). It is the length of a code that can be decoded, so that no trick of writing puts more than n bits into what is
 * said to take n. Sums and logarithms are of exact operations: the same number on every engine. One step a word.
 */
export class CodeLength {
  readonly #contexts = new Map<string, Counts>();
  readonly #words = new Counts();
  readonly #speller = new Speller();

  /** Bits that this word adds, and those among them that spell it. */
  add(word: string, context = ""): { readonly bits: number; readonly spelt: number } {
    let counts = this.#contexts.get(context);
    if (counts === undefined) {
      counts = new Counts();
      this.#contexts.set(context, counts);
    }
    const inContext = counts.take(word);
    const anywhere = this.#words.take(word);
    if (!inContext.isNew) return { bits: inContext.bits, spelt: 0 };
    const bits = inContext.bits + anywhere.bits;
    const spelt = anywhere.isNew ? this.#speller.bits(word) : 0;
    return { bits: bits + spelt, spelt };
  }
}
