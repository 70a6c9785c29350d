/** User units that a letter takes at the charts' size of type, on average. */
const letter = 6.8;

/** A label cut to the room that it has, in user units. */
export const fitText = (text: string, room: number): string => {
  const most = Math.max(1, Math.floor(room / letter));
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
};
