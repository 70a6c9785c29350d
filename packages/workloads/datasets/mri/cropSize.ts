/** Height and width of the crops that are one example each. */
export const cropSize = 64;
