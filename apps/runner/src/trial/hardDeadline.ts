/**
 * Wall seconds after which a trial's process is killed. The harness keeps the budget, and the sandbox stops what hangs
 * inside a step; this is for what gets past both. Generous: evaluations and loading are not charged, and a shared
 * machine may run at a fraction of its speed.
 */
export const hardDeadlineSeconds = (budgetSeconds: number): number => 180 + 10 * budgetSeconds;
