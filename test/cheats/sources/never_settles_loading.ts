// Waits at its top level for something that never comes.
await new Promise(() => {});
export default null;
