import { expect, test } from 'vitest';
import { continueBatch } from '../../../src/dashboard/hooks/continue-batch.ts';
import {
  type ContinueResult,
  type ContinueWithOptions,
  defaultPlanSettings,
  FailureError,
  type Planner,
  type SourceFile,
} from '../../../src/upload-engine/index.ts';

const counts = {
  total: 2,
  known: 2,
  done: 1,
  toSend: 1,
  failed: 0,
  leftOut: 0,
  changed: 0,
  added: 0,
  apart: 0,
  missing: 0,
};
const destination = { kind: 'site-media', folderId: 'media-root' } as const;
const onScreen = { kind: 'site-media', folderId: 'on-screen' } as const;
const continued: Extract<ContinueResult, { kind: 'continued' }> = {
  kind: 'continued',
  counts,
  changed: [],
  missing: [],
  fresh: [],
  apart: [],
  destination,
};
const heldBy = (userId: string): ContinueResult => ({
  kind: 'held',
  heldBy: { holderId: 'another-page', userId, expiresAt: 0 },
});
const batch = { batchId: 'batch', label: 'Wedding' };
const file = (path: string): SourceFile => ({
  name: path,
  path,
  type: '',
  lastModified: 0,
  body: {},
  sizeInBytes: () => 1,
  readHead: async () => new Uint8Array(),
});
const found = { files: [file('a.png'), file('.DS_Store')], found: 2, problems: [] };

function ledgerAnswering(...answers: (ContinueResult | Error)[]) {
  const asked: ({ paths: readonly string[] } & ContinueWithOptions)[] = [];
  const session = Promise.resolve({ instanceId: 'site', userId: 'me' });
  const ledger = {
    async continueWith(_batchId: string, files: readonly SourceFile[], options?: ContinueWithOptions) {
      asked.push({ paths: files.map(({ path }) => path), ...options });
      const answer = answers.shift();
      if (answer === undefined) throw new Error('asked more often than expected');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const planned: Parameters<Planner['add']>[] = [];
  const planner = {
    add(...args: Parameters<Planner['add']>) {
      planned.push(args);
      return 'batch';
    },
  };
  return {
    options: { ledger, session, planner, settings: defaultPlanSettings, destination: onScreen },
    asked,
    planned,
  };
}

test('files go to their batch without what computers keep for themselves', async () => {
  const { options, asked } = ledgerAnswering(continued);
  expect(await continueBatch(options, batch, found)).toEqual({ kind: 'continued', batch, found, counts });
  expect(asked).toEqual([{ paths: ['a.png'], takeOver: false, chosen: onScreen }]);
});

test('what is new to the batch goes through a plan, into that batch and its folder', async () => {
  const fresh = [file('b.png'), file('c.png')];
  const { options, planned } = ledgerAnswering({ ...continued, fresh }, continued);
  await continueBatch(options, batch, found);
  await continueBatch(options, batch, found);
  expect(planned).toEqual([
    [{ files: fresh, found: 2, problems: [] }, destination, defaultPlanSettings, { batchId: 'batch' }],
  ]);
});

test('folders that look empty go with the batch, or apart from it, if the settings want them', async () => {
  const freshFolders = ['Wedding/Later'];
  const apartFolders = ['Holiday'];
  const answer = { ...continued, freshFolders, apartFolders };
  const { options, asked, planned } = ledgerAnswering(heldBy('me'), answer, continued);
  const dropped = { ...found, emptyFolders: ['Wedding/Later', 'Holiday'], files: [file('Wedding/Party/.DS_Store')] };
  const settings = { ...defaultPlanSettings, emptyFolders: true };
  await continueBatch({ ...options, settings }, batch, dropped);
  const nothing = { files: [], found: 0, problems: [] };
  expect(planned).toEqual([
    [{ ...nothing, emptyFolders: freshFolders }, destination, settings, { batchId: 'batch' }],
    [{ ...nothing, emptyFolders: apartFolders }, onScreen, settings],
  ]);
  await continueBatch(options, batch, dropped);
  const offered = ['Wedding/Later', 'Holiday', 'Wedding/Party'];
  expect(asked.map(({ emptyFolders }) => emptyFolders)).toEqual([offered, offered, undefined]);
  expect(planned).toHaveLength(2);
});

test('what is no part of the batch is an upload of its own, to the destination on screen', async () => {
  const apart = [file('song.mp3')];
  const { options, planned } = ledgerAnswering({ ...continued, apart });
  await continueBatch(options, batch, found);
  expect(planned).toEqual([[{ files: apart, found: 1, problems: [] }, onScreen, defaultPlanSettings]]);
});

test('from another page of the same person the batch is taken over: the folder was brought here', async () => {
  const { options, asked } = ledgerAnswering(heldBy('me'), continued);
  expect(await continueBatch(options, batch, found)).toMatchObject({ kind: 'continued' });
  expect(asked.map(({ takeOver }) => takeOver)).toEqual([false, true]);
});

test('from somebody else it is not taken without a word', async () => {
  const { options, asked } = ledgerAnswering(heldBy('a-colleague'));
  expect(await continueBatch(options, batch, found)).toMatchObject({ kind: 'held', found });
  expect(asked).toHaveLength(1);
});

test('nothing is taken over as long as nobody knows who asks', async () => {
  const { options } = ledgerAnswering(heldBy('me'));
  const session = Promise.reject(new FailureError({ code: 'SERVER_UNAVAILABLE' }));
  expect(await continueBatch({ ...options, session }, batch, found)).toMatchObject({ kind: 'held' });
});

test('what the server refuses is told with its reason, and the files are not lost', async () => {
  const { options } = ledgerAnswering(new FailureError({ code: 'SERVER_UNAVAILABLE' }));
  expect(await continueBatch(options, batch, found)).toEqual({
    kind: 'refused',
    batch,
    found,
    failure: { code: 'SERVER_UNAVAILABLE' },
  });
});
