interface Versioned {
  readonly submission: string;
  readonly number: number;
  readonly trust: "verified" | "self-reported";
}

/** Of every submission the entry of its latest version, verified and self-reported apart: these are ranked. Of equals the later stands. */
export function latestVersions<Entry extends Versioned>(entries: readonly Entry[]): ReadonlySet<Entry> {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    const name = `${entry.trust} ${entry.submission}`;
    const known = latest.get(name);
    if (known === undefined || known.number <= entry.number) latest.set(name, entry);
  }
  return new Set(latest.values());
}
