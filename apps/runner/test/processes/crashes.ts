// A trial's process that dies of its job.
process.on("message", () => {
  process.stderr.write("out of luck\n");
  process.exit(3);
});
process.send?.({ type: "ready" });
