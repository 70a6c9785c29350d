// A trial's process that was taken over: it says that its submission prints far more than one may.
process.on("message", () => {
  const lines = Array.from({ length: 1000 }, () => "x".repeat(1000));
  process.send?.({ type: "console", lines }, () => process.exit(1));
});
process.send?.({ type: "ready" });
