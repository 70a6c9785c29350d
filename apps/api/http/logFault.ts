/**
 * Notes what failed. Paths, and what servers and databases answer, hold what strangers wrote: no control character of it reaches the operator's terminal, and no line of it
 * begins where a line of the log does.
 */
export function logFault(what: string, fault: unknown): void {
  const texts: string[] = [];
  for (let one: unknown = fault; one !== undefined && texts.length < mostCauses; )
    [one] = [one instanceof Error ? one.cause : undefined, texts.push(textOf(one))];
  console.error(asOneEntry(`${what}: ${texts.join("\ncaused by ")}`));
}

const mostCauses = 5;

const textOf = (fault: unknown): string =>
  fault instanceof Error ? (fault.stack ?? String(fault)) : String(fault);

export const asOneEntry = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\n\u0085\u2028\u2029]/g, "\n    ")
    .replaceAll(/(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
