/** The share of examples that were classified wrongly. */
export const errorRate = (correct: number, count: number): { error_rate: number } => ({
  error_rate: (count - correct) / count,
});
