/** Counts the trials that this program runs at one time. */
export class Crowd {
  #now = 0;
  readonly #most = new Set<{ most: number }>();

  /** A trial begins. The returned function ends it and says how many ran at most while it did, itself included. */
  enter(): () => number {
    const own = { most: 0 };
    this.#most.add(own);
    this.#now++;
    for (const each of this.#most) each.most = Math.max(each.most, this.#now);
    return () => {
      if (this.#most.delete(own)) this.#now--;
      return own.most;
    };
  }
}
