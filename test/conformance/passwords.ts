/** User passwords that pdf.js's test manifest gives for its encrypted documents. */
export const passwords: Readonly<Record<string, string>> = {
  'bug1782186.pdf': 'Hello',
  'issue15893_reduced.pdf': 'test',
}
