/** `--pin` of the commands that run trials. */
export const pinOption = {
  pin: {
    type: "boolean" as const,
    default: true,
    description: "Give each trial a core of its own (Linux with taskset)",
    negativeDescription: "Let the system place trials",
  },
};
