import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const projectRoot = resolve(import.meta.dirname, '..');
const sourceRoot = resolve(projectRoot, 'src');
const packageJson = JSON.parse(readFileSync(resolve(projectRoot, 'package.json'), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** Who may import whom, as values. Types may be imported from where the area's tsconfig references allow. */
const rules: Record<
  string,
  { readonly areas: readonly string[]; readonly packages: readonly RegExp[]; readonly because: string }
> = {
  contracts: { areas: [], packages: [/^zod$/], because: 'a change there must be visibly a change of agreement' },
  'upload-engine': {
    areas: ['contracts'],
    packages: [],
    because: 'the core runs without DOM, React or Wix, so that tests can hold its whole world still',
  },
  'upload-engine/browser': {
    areas: ['upload-engine', 'contracts'],
    packages: [/^tus-js-client$/, /^mime-types$/, /^mime-db/, /^file-type($|\/)/, /^hash-wasm$/],
    because: 'the DOM side knows the engine, never React or Wix',
  },
  dashboard: {
    areas: ['upload-engine', 'upload-engine/browser', 'contracts', 'backend'],
    packages: [/^react/, /^@wix\/(design-system|dashboard|sdk|wix-ui-icons-common)/, /^@tanstack\/react-virtual$/],
    because: 'the page drives the engine and calls web methods; it has no server, database or stand-in in it',
  },
  backend: {
    areas: ['contracts', 'database'],
    packages: [
      /^@wix\/(web-methods|essentials|media|comm-channels-media|app-management|sdk)$/,
      /^node:/,
      /^jose$/,
      /^zod$/,
    ],
    because: 'the same *.web.ts files stay valid wherever web methods are hosted',
  },
  server: {
    areas: ['contracts'],
    packages: [
      /^hono/,
      /^@hono\/node-server/,
      /^@wix\/(sdk|media|web-methods|essentials)/,
      /^node:/,
      /^pino$/,
      /^zod$/,
      /^prom-client$/,
      /^lru-cache$/,
      /^jose$/,
    ],
    because: 'the runtime is handed its web methods by main.ts and knows nothing of uploads',
  },
  database: {
    areas: ['contracts'],
    packages: [/^drizzle-orm/, /^@electric-sql\/pglite/, /^postgres$/, /^node:/, /^zod$/],
    because: 'storage knows the agreement and nothing else',
  },
  'wix-stand-in': {
    areas: [],
    packages: [/^hono/, /^@hono\/node-server/, /^@tus\//, /^jose$/, /^node:/],
    because: 'two independent readings of Wix disagree loudly; one shared reading hides its own mistake',
  },
  'wix-stand-in/shell': {
    areas: [],
    packages: [/^react/, /^@wix\/(design-system|dashboard|wix-ui-icons-common)/],
    because: 'the frame around the page is part of the stand-in',
  },
  main: {
    areas: ['contracts', 'database', 'backend', 'server'],
    packages: [/^node:/, /^pino$/],
    because: 'the composition root alone knows which Wix it is; the stand-in is loaded dynamically',
  },
};
const areasByDepth = Object.keys(rules).sort((a, b) => b.length - a.length);

interface Edge {
  readonly from: string;
  readonly fromArea: string;
  readonly specifier: string;
  readonly dynamic: boolean;
}

function areaOf(path: string): string {
  const inside = relative(sourceRoot, path).split(sep).join('/');
  return areasByDepth.find((area) => inside.startsWith(`${area}/`)) ?? 'main';
}

const sourceFiles = readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => resolve(sourceRoot, name));

function valueImports(path: string): Edge[] {
  const { module } = parseSync(path, readFileSync(path, 'utf8'));
  const from = relative(projectRoot, path).split(sep).join('/');
  const base = { from, fromArea: areaOf(path) };
  const imports = module.staticImports
    .filter((item) => item.entries.length === 0 || item.entries.some((entry) => !entry.isType))
    .map((item) => ({ ...base, specifier: item.moduleRequest.value, dynamic: false }));
  const reexports = module.staticExports
    .flatMap((item) => item.entries)
    .filter((entry) => entry.moduleRequest && !entry.isType)
    .map((entry) => ({ ...base, specifier: entry.moduleRequest?.value ?? '', dynamic: false }));
  const source = readFileSync(path, 'utf8');
  const dynamicImports = module.dynamicImports.map((item) => ({
    ...base,
    specifier: source.slice(item.moduleRequest.start, item.moduleRequest.end).replace(/['"`]/g, ''),
    dynamic: true,
  }));
  return [...imports, ...reexports, ...dynamicImports];
}

const importKeys = packageJson.imports;

function targetArea(edge: Edge): string | undefined {
  const mapped = importKeys[edge.specifier];
  if (mapped) return areaOf(resolve(projectRoot, mapped));
  if (edge.specifier.startsWith('.')) return areaOf(resolve(projectRoot, dirname(edge.from), edge.specifier));
  return undefined;
}

const edges = sourceFiles.flatMap(valueImports);

describe('who may import whom', () => {
  test('there is something to check', () => {
    expect(sourceFiles.length).toBeGreaterThan(50);
    expect(edges.length).toBeGreaterThan(100);
  });

  for (const [area, rule] of Object.entries(rules)) {
    test(`${area}: ${rule.because}`, () => {
      const forbidden = edges
        .filter((edge) => edge.fromArea === area)
        .filter((edge) => {
          const target = targetArea(edge);
          if (target === area) return false;
          if (area === 'main' && target === 'wix-stand-in') return !edge.dynamic;
          if (target !== undefined) return !rule.areas.includes(target);
          return !rule.packages.some((allowed) => allowed.test(edge.specifier));
        })
        .map((edge) => `${edge.from} → ${edge.specifier}`);
      expect(forbidden).toEqual([]);
    });
  }

  test('an area is entered by its public surface: between areas only `imports` keys, or a *.web.ts from the page', () => {
    const deep = edges
      .filter((edge) => edge.specifier.startsWith('.') && targetArea(edge) !== edge.fromArea)
      .filter((edge) => !edge.fromArea.startsWith(`${targetArea(edge)}/`))
      .filter((edge) => !(edge.fromArea === 'dashboard' && edge.specifier.endsWith('.web.ts')))
      .filter((edge) => edge.fromArea !== 'main')
      .map((edge) => `${edge.from} → ${edge.specifier}`);
    expect(deep).toEqual([]);
  });

  test('the page reaches the engine and the web methods only through hooks/', () => {
    const outside = edges
      .filter((edge) => edge.fromArea === 'dashboard' && !edge.from.includes('/hooks/'))
      .filter((edge) => edge.specifier === '#upload-engine/browser' || edge.specifier.endsWith('.web.ts'))
      .map((edge) => `${edge.from} → ${edge.specifier}`);
    expect(outside).toEqual([]);
  });

  test('host.ts alone imports @wix/dashboard in the page', () => {
    const others = edges
      .filter((edge) => edge.fromArea === 'dashboard' && edge.specifier.startsWith('@wix/dashboard'))
      .map((edge) => edge.from);
    expect(new Set(others)).toEqual(new Set(['src/dashboard/host.ts']));
  });
});

describe('budgets', () => {
  test('no source file is longer than 300 lines', () => {
    const long = sourceFiles
      .map((path) => ({ path: relative(projectRoot, path), lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
      .filter((file) => file.lines > 300)
      .map((file) => `${file.path}: ${file.lines}`);
    expect(long).toEqual([]);
  });

  test('no escape hatch of the type system is in the sources', () => {
    const hatches = sourceFiles.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) =>
          /\bas any\b|: any\s*([,;)=>\]|]|$)|@ts-(ignore|expect-error|nocheck)|biome-ignore|\b(TODO|FIXME)\b/.test(
            line,
          ),
        )
        .map((line) => `${relative(projectRoot, path)}: ${line.trim()}`),
    );
    expect(hatches).toEqual([]);
  });

  test('no test is left out or hides others', () => {
    const testRoot = resolve(projectRoot, 'test');
    const idle = readdirSync(testRoot, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .filter((name) =>
        /\b(it|test|describe)\.(skip|only|todo|fixme|skipIf|runIf)\b|\b(xit|xdescribe)\(/.test(
          readFileSync(resolve(testRoot, name), 'utf8').replaceAll('(it|test|describe)', ''),
        ),
      );
    expect(idle).toEqual([]);
  });

  test('file names are kebab-case', () => {
    const odd = sourceFiles.map((path) => relative(projectRoot, path)).filter((path) => !/^[a-z0-9./_-]+$/.test(path));
    expect(odd).toEqual([]);
  });
});

describe('documents', () => {
  test('every script that the documents name exists', () => {
    const documents = [
      'README.md',
      ...readdirSync(resolve(projectRoot, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const named = documents.flatMap((name) =>
      [...readFileSync(resolve(projectRoot, name), 'utf8').matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map(
        (match) => match[1],
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script !== undefined && script in packageJson.scripts))).toEqual([]);
  });

  test('the lock file holds no download addresses', () => {
    expect(readFileSync(resolve(projectRoot, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});
