// A trial's process that loads its data, begins, and never comes back.
const progress = {
  step: 0,
  chargedSeconds: 0,
  budgetSeconds: 1,
  trainLoss: null,
  metric: null,
  evaluations: 0,
  phase: "setup",
};
process.on("message", () => {
  process.send?.({ type: "progress", progress }, () => {
    for (;;);
  });
});
process.send?.({ type: "ready" });
