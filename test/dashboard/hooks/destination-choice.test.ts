import { expect, test } from 'vitest';
import { changeDestination, toDestination, topLevel } from '../../../src/dashboard/hooks/destination-choice.ts';

const church = [
  { id: 'weddings', displayName: 'Weddings' },
  { id: 'church', displayName: 'Church' },
];

test('without a choice files go to the top folder of the site’s media', () => {
  expect(toDestination(topLevel)).toEqual({ kind: 'site-media', folderId: 'media-root', folderPath: [] });
});

test('files go to the last folder of the chosen path, whose name is known', () => {
  const choice = changeDestination(topLevel, { type: 'folder-chosen', path: church });
  expect(toDestination(choice)).toEqual({ kind: 'site-media', folderId: 'church', folderPath: ['Weddings', 'Church'] });
});

test('the Inbox has no folder, and a look at it does not lose the chosen one', () => {
  const chosen = changeDestination(topLevel, { type: 'folder-chosen', path: church });
  const inbox = changeDestination(chosen, { type: 'kind-chosen', kind: 'inbox-media' });
  expect(toDestination(inbox)).toEqual({ kind: 'inbox-media' });
  expect(toDestination(changeDestination(inbox, { type: 'kind-chosen', kind: 'site-media' }))).toEqual(
    toDestination(chosen),
  );
});
