import type { Trial, TrialReport } from './trials/trial.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** What a trial saw, as tables that read well in a terminal and are Markdown too. */
export function describeReport(trial: Trial, { facts, conditions }: TrialReport): string {
  return [
    '',
    `### ${trial.name}: ${trial.title}`,
    '',
    trial.setup,
    '',
    ...table(
      ['seen', ''],
      facts.map(({ name, value }) => [name, value]),
    ),
    '',
    ...table(
      ['must hold', 'seen', ''],
      conditions.map(({ rule, seen, met }) => [rule, seen, met ? 'met' : 'NOT MET']),
    ),
    '',
  ].join('\n');
}
