/** codeOf proposes the code of a figure from its English title: "Letter, facilities" is "letter_facilities". */
export const codeOf = (title: string) =>
  title.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').slice(0, 80)
