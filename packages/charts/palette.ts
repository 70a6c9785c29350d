/** One colour in both themes: each has at least 3:1 against its theme's paper (WCAG 1.4.11). */
export interface ThemedColour {
  readonly name: string;
  readonly light: string;
  readonly dark: string;
}

/** The papers that colours are judged against; the site and the HTML report use the same two. */
export const paper = { light: "#fdfcf8", dark: "#15171b" } as const;

/**
 * After Okabe & Ito (2008), "Color Universal Design", and Paul Tol's "muted" scheme, darkened for light paper and
 * lightened for dark paper. A colour never stands alone: `submissionColour` pairs it with a dash pattern.
 */
export const palette: readonly ThemedColour[] = [
  { name: "blue", light: "#0a5fa5", dark: "#5aa9e6" },
  { name: "vermilion", light: "#c24e0c", dark: "#f08a4b" },
  { name: "green", light: "#00795a", dark: "#3fc295" },
  { name: "purple", light: "#ad3f80", dark: "#e085b8" },
  { name: "ochre", light: "#93680a", dark: "#dcb24a" },
  { name: "indigo", light: "#4c3fa8", dark: "#a198f0" },
  { name: "wine", light: "#88203f", dark: "#e0748f" },
  { name: "cyan", light: "#0c7f95", dark: "#63cbe0" },
  { name: "olive", light: "#65700a", dark: "#b9c44e" },
];

/** Stroke patterns in user units: the second channel beside colour. */
export const dashPatterns: readonly string[] = ["", "7 3", "2 3", "10 3 2 3", "16 4"];
