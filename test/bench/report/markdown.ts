import type { Column, ContestantResult, RunReport } from './run-report.ts';
import { median } from './statistics.ts';

function number(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Median, and smallest to largest where they differ. */
function cell({ turns }: ContestantResult, { key, digits }: Column): string {
  const values = turns.flatMap(({ figures }) => figures[key] ?? []);
  if (values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const middle = `**${number(median(values), digits)}**`;
  return number(least, digits) === number(most, digits)
    ? middle
    : `${middle} (${number(least, digits)}–${number(most, digits)})`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function figuresTable({ columns, contestants }: RunReport): string[] {
  return [
    row(['', ...columns.map(({ title }) => title)]),
    row(['---', ...columns.map(() => '---:')]),
    ...contestants.map((contestant) => row([contestant.name, ...columns.map((column) => cell(contestant, column))])),
  ];
}

function verdictsTable({ verdicts }: RunReport): string[] {
  return [
    row(['goal', 'measured', '']),
    row(['---', '---:', '---']),
    ...verdicts.map(({ goal, measured, met }) => row([goal, measured, met ? 'met' : '**missed**'])),
  ];
}

/** One run as a section: how, figures, goals, and what went wrong. */
export function runSection(report: RunReport): string {
  const turns = report.contestants[0]?.turns.length ?? 0;
  const faults = report.faults.map((fault) => `- **This run does not count:** ${fault}`);
  return [
    `### ${report.title}`,
    '',
    `\`npm run bench -- ${report.name}\` · ${turns} turns · ${report.measuredAt.slice(0, 16).replace('T', ' ')} UTC`,
    '',
    report.setup,
    '',
    ...figuresTable(report),
    '',
    ...verdictsTable(report),
    ...(faults.length > 0 ? ['', ...faults] : []),
    '',
  ].join('\n');
}

/** All goals on one page, the missed ones as loud as the met ones. */
export function overview(reports: readonly RunReport[]): string {
  const lines = reports.flatMap(({ title, verdicts, faults }) =>
    verdicts.map(({ goal, measured, met }) =>
      row([title, goal, measured, faults.length > 0 ? '**failed**' : met ? 'met' : '**missed**']),
    ),
  );
  return [row(['run', 'goal', 'measured', '']), row(['---', '---', '---:', '---']), ...lines, ''].join('\n');
}
