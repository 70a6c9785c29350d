// A trial's process that says what it finds in its environment.
process.on("message", () => {
  const names = Object.keys(process.env).sort();
  process.send?.({
    type: "refused",
    error: { code: "environment", what: names.join(" "), details: null, solution: "none" },
  });
});
process.send?.({ type: "ready" });
