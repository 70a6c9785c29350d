/** What was found and not read, gathered by reason, so that a thousand folders of a kind make one line. */
export class LogNotes {
  readonly #places = new Map<string, string[]>();

  add(reason: string, place: string): void {
    const places = this.#places.get(reason) ?? [];
    places.push(place);
    this.#places.set(reason, places);
  }

  /** A line a reason, with the first places that it holds for. */
  lines(): string[] {
    return [...this.#places].map(([reason, places]) => {
      const named = places.slice(0, 3).join(", ");
      const more = places.length > 3 ? ` and ${places.length - 3} more` : "";
      return `${reason}: ${named}${more}`;
    });
  }
}
