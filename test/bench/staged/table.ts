// Results as a Markdown table whose columns line up, for a terminal and for a paper alike.

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')))
  const widths = head.map((title, column) =>
    Math.max(title.length, ...clean.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(head), rule, ...clean.map(line)].join('\n')
}

/** Whole milliseconds, or a dash for what was not there to be measured. */
export function ms(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? '–' : `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
}

export const mb = (megabytes: number) => `${megabytes.toFixed(0)} MB`
