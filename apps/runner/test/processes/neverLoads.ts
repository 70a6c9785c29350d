// A trial's process that takes its job and never gets as far as the submission.
process.on("message", () => {
  for (;;);
});
process.send?.({ type: "ready" });
