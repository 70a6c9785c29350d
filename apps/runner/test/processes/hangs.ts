// A trial's process that takes its job and never comes back.
process.on("message", () => {
  for (;;);
});
process.send?.({ type: "ready" });
