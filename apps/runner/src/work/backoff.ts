const firstMilliseconds = 500;
const longestMilliseconds = 30_000;

/**
 * Milliseconds to wait before try number `attempt` (from 1): exponential with full jitter, so that runners that lost the
 * API at the same moment do not all come back at the same moment.
 */
export function backoffMilliseconds(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestMilliseconds, firstMilliseconds * 2 ** (attempt - 1));
  return ceiling * (0.5 + 0.5 * random());
}
