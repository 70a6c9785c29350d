/** The phones of Flite's US English voices, `pau` (silence) left out. A phone's class is its place here plus 1. */
export const phones: readonly string[] =
  "aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh".split(
    " ",
  );

/** The class that stands for no phone (AlgoPerf's `blank_id`). */
export const blank = 0;

/** Phones and the blank. */
export const classCount: number = phones.length + 1;

const classes = new Map(phones.map((phone, at) => [phone, at + 1]));

/** The class of a phone; undefined for silence and what is no phone. */
export const classOf = (phone: string): number | undefined => classes.get(phone);
