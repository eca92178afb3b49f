import { expect, test } from 'vitest';
import type { ExistingFile } from '#contracts';
import { FailureError, type SourceFile } from '#upload-engine';
import {
  createPlanSession,
  defaultPlanSettings,
  type Plan,
  type PlanPorts,
  type PlanState,
  type PlanTask,
} from '../../../src/upload-engine/plan/index.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const MD5 = 'a'.repeat(32);
const bodies = new Map<object, string>();

function source(path: string, sizeInBytes = 1000, md5 = MD5): SourceFile {
  const body = {};
  bodies.set(body, md5);
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    type: '',
    lastModified: 0,
    body,
    sizeInBytes: () => sizeInBytes,
    readHead: async () => new Uint8Array(),
  };
}

function begin(
  sources: readonly SourceFile[],
  there: readonly ExistingFile[],
  more: Partial<PlanTask & PlanPorts> = {},
) {
  const clock = createManualClock();
  const decided: Plan[] = [];
  const hashed: object[] = [];
  const states: PlanState['step'][] = [];
  const task: PlanTask = {
    sources,
    found: sources.length,
    problems: [],
    destination: { folderId: 'root' },
    settings: defaultPlanSettings,
    ...more,
  };
  const ports: PlanPorts = {
    clock,
    contentType: async () => undefined,
    md5: async (body) => {
      hashed.push(body);
      return bodies.get(body) ?? '';
    },
    target: { lookUpFolders: async () => [], listFiles: async () => ({ files: there }), findSentFiles: async () => [] },
    ...more,
  };
  const session = createPlanSession(task, ports, (plan) => decided.push(plan));
  session.subscribe(() => states.push(session.getState().step));
  const actions = () => decided.map((plan) => plan.files.map((file) => `${file.index} ${file.fate.action}`));
  return { session, clock, decided, hashed, states, actions };
}

const asking = (session: { getState(): PlanState }) => {
  const state = session.getState();
  if (state.step !== 'asking') throw new Error(`is ${state.step}`);
  return state;
};

test('files about which there is nothing to ask begin by themselves', async () => {
  const { session, clock, actions, hashed } = begin([source('a.jpg'), source('.DS_Store')], []);
  await clock.advance(100);
  expect(actions()).toEqual([['0 send', '1 leave-out']]);
  expect(session.getState()).toMatchObject({ step: 'done', stock: { found: 2, took: 1 } });
  expect(hashed).toEqual([]);
});

test('a question holds up everything until the plan is begun, and then only the files that it is about', async () => {
  const there = [{ id: 'old', name: 'taken.jpg', sizeInBytes: 1 }];
  const { session, clock, actions } = begin([source('new.jpg'), source('taken.jpg')], there);
  await clock.advance(100);
  expect(actions()).toEqual([]);
  session.start();
  expect(actions()).toEqual([['0 send', '1 ask']]);
  expect(asking(session).plan.files.map(({ index }) => index)).toEqual([1]);
  session.decide('all', 'replace');
  session.start();
  expect(actions().at(-1)).toEqual(['1 replace']);
  expect(session.getState().step).toBe('done');
});

test('a decision before the beginning lets all begin at once', async () => {
  const there = [{ id: 'old', name: 'taken.jpg', sizeInBytes: 1 }];
  const { session, clock, actions } = begin([source('new.jpg'), source('taken.jpg')], there);
  await clock.advance(100);
  session.decide('all', 'skip');
  expect(asking(session).plan.totals.files).toMatchObject({ send: 1, skip: 1 });
  session.start();
  expect(actions()).toEqual([['0 send', '1 skip']]);
});

test('contents are compared only where the target holds a file of equal size and known content', async () => {
  const there = [
    { id: 'same', name: 'delivered.jpg', sizeInBytes: 10, md5: MD5 },
    { id: 'unknown', name: 'other.jpg', sizeInBytes: 20 },
  ];
  const same = source('a.jpg', 10);
  const { session, clock, hashed, states } = begin([same, source('b.jpg', 20), source('c.jpg', 30)], there);
  await clock.advance(100);
  expect(hashed).toEqual([same.body]);
  expect(states).toContain('comparing');
  expect(asking(session).plan.totals.files).toMatchObject({ send: 2, skip: 1 });
});

test('a file that cannot be read for comparing is sent, so that it can say so itself', async () => {
  const there = [{ id: 'same', name: 'delivered.jpg', sizeInBytes: 10, md5: MD5 }];
  const md5 = () => Promise.reject(new FailureError({ code: 'FILE_UNREADABLE' }));
  const { clock, actions } = begin([source('a.jpg', 10)], there, { md5 });
  await clock.advance(100);
  expect(actions()).toEqual([['0 send']]);
});

test('who begins while the target is still being looked at sends what is not known to be there', async () => {
  const target: PlanPorts['target'] = {
    lookUpFolders: async () => [],
    findSentFiles: async () => [],
    listFiles: (_id, cursor) =>
      cursor === undefined
        ? Promise.resolve({ files: [{ id: 'old', name: 'taken.jpg', sizeInBytes: 1 }], nextCursor: 'more' })
        : Promise.reject(new FailureError({ code: 'WIX_UNAVAILABLE' })),
  };
  const { session, clock, actions } = begin([source('new.jpg'), source('taken.jpg')], [], { target });
  await clock.advance(100);
  expect(session.getState()).toMatchObject({ step: 'looking', failure: { code: 'WIX_UNAVAILABLE' } });
  session.start();
  await clock.advance(100);
  expect(actions()).toEqual([['0 send', '1 ask']]);
});

test('a target that cannot be looked at for good lets the files begin, and each is told by itself', async () => {
  const target: PlanPorts['target'] = {
    lookUpFolders: async () => [],
    findSentFiles: async () => [],
    listFiles: () => Promise.reject(new FailureError({ code: 'FOLDER_NOT_FOUND' })),
  };
  const { clock, actions } = begin([source('a.jpg')], [], { target });
  await clock.advance(100);
  expect(actions()).toEqual([['0 send']]);
});

test('where every file is sent anyway the target is not looked at', async () => {
  const lists: string[] = [];
  const target: PlanPorts['target'] = {
    lookUpFolders: async () => [],
    findSentFiles: async () => [],
    listFiles: async (folderId) => {
      lists.push(folderId);
      return { files: [] };
    },
  };
  const settings = { ...defaultPlanSettings, sameName: 'keep-both' as const, sameContent: 'send' as const };
  const { clock, actions } = begin([source('a.jpg')], [], { target, settings });
  await clock.advance(100);
  expect(actions()).toEqual([['0 send']]);
  expect(lists).toEqual([]);
});

test('what the first bytes say counts: a program that is called a photograph is refused', async () => {
  const contentType = async ({ name }: SourceFile) => (name === 'b.jpg' ? 'application/x-msdownload' : 'image/jpeg');
  const { clock, actions } = begin([source('a.jpg'), source('b.jpg')], [], { contentType });
  await clock.advance(100);
  expect(actions()).toEqual([['0 send', '1 refuse']]);
});

test('after a session is given up nothing begins and nobody is told', async () => {
  const { session, clock, actions, states } = begin([source('a.jpg')], []);
  session.dispose();
  await clock.advance(100);
  expect(actions()).toEqual([]);
  expect(states).toEqual([]);
});

test('a path that no site can have is refused and keeps nobody from looking at the rest', async () => {
  const looked: string[][] = [];
  const target: PlanPorts['target'] = {
    async lookUpFolders(_parent, paths) {
      looked.push(paths.map((path) => path.join('/')));
      return [];
    },
    listFiles: async () => ({ files: [] }),
    findSentFiles: async () => [],
  };
  const sources = [source(`${'n'.repeat(256)}/a.jpg`), source('Album/b.jpg')];
  const { clock, actions } = begin(sources, [], { target });
  await clock.advance(100);
  expect(looked).toEqual([['Album']]);
  expect(actions()).toEqual([['0 refuse', '1 send']]);
});
