// Never finishes loading.
for (;;);
export default null;
