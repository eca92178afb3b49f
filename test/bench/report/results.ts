import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Machine, readMachine } from './machine.ts';
import { overview, runSection } from './markdown.ts';
import type { RunReport } from './run-report.ts';

const projectRoot = resolve(import.meta.dirname, '../..');
const resultsDirectory = join(projectRoot, 'test/bench/results');
const documentPath = join(projectRoot, 'docs/benchmarks.md');
const BEGIN = '<!-- results: begin -->';
const END = '<!-- results: end -->';

interface StoredResult {
  readonly machine: Machine;
  readonly report: RunReport;
}

/** Keeps the latest result of a run. */
export function storeReport(report: RunReport): void {
  mkdirSync(resultsDirectory, { recursive: true });
  const stored: StoredResult = { machine: readMachine(), report };
  writeFileSync(join(resultsDirectory, `${report.name}.json`), `${JSON.stringify(stored, null, 1)}\n`);
}

function readStored(name: string): StoredResult | undefined {
  const path = join(resultsDirectory, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StoredResult) : undefined;
}

function machineLine({ processor, cores, memoryGibibytes, system, versions }: Machine): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${processor}, ${cores} cores, ${memoryGibibytes} GiB, ${system}; ${named.join(', ')}.`;
}

/** What the results were measured with; where that differs, which of them. */
function machineLines(stored: readonly StoredResult[]): readonly string[] {
  const runs = new Map<string, string[]>();
  for (const { machine, report } of stored) {
    const line = machineLine(machine);
    runs.set(line, [...(runs.get(line) ?? []), report.name]);
  }
  return runs.size === 1 ? [...runs.keys()] : [...runs].map(([line, names]) => `- ${names.join(', ')}: ${line}`);
}

/** Writes the kept results of all named runs between the document's markers. */
export function writeDocument(names: readonly string[]): void {
  const stored = names.flatMap((name) => readStored(name) ?? []);
  const reports = stored.map(({ report }) => report);
  const body = [...machineLines(stored), '', overview(reports), ...reports.map(runSection)].join('\n');
  const document = readFileSync(documentPath, 'utf8');
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${documentPath} has no markers for the results`);
  writeFileSync(documentPath, `${before}${BEGIN}\n\n${body}\n${END}${after}`);
}
