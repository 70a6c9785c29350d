/**
 * Wall seconds that a trial's process has for preparing and loading its data: before the submission's code runs, so that the machine is to blame
 * where they are over. Building the largest dataset takes a minute.
 */
export const loadDeadlineSeconds = 900;

/**
 * Wall seconds after which a trial's process is killed, from when its data is loaded. The harness keeps the budget, and the sandbox stops what hangs
 * inside a step; this is for what gets past both. Generous: evaluations are not charged, and a shared machine may run at a fraction of its speed.
 */
export const hardDeadlineSeconds = (budgetSeconds: number): number => 300 + 20 * budgetSeconds;
