import { expect, test } from 'vitest';
import { isJunk } from '../../../src/upload-engine/plan/index.ts';

test.each([
  '.DS_Store',
  'Album/.DS_Store',
  'Album/Thumbs.db',
  'THUMBS.DB',
  'ehthumbs.db',
  'Desktop.ini',
  'Album/._IMG_0001.jpg',
  '._Album',
  'Album/Icon\r',
  '.localized',
  '__MACOSX/Album/a.jpg',
  'Disk/.Spotlight-V100/Store/a',
  '$RECYCLE.BIN/a.jpg',
  'System Volume Information/tracking.log',
])('%j is rubbish of an operating system', (path) => {
  expect(isJunk(path)).toBe(true);
});

test.each([
  'photo.jpg',
  '.htaccess',
  '.git/config',
  'thumbs.db.jpg',
  'DS_Store',
  'Icon',
  'Thumbs.db/photo.jpg',
  '_underscore.jpg',
  'Album/.hidden.jpg',
  'desktop.ini.bak',
])('%j may be somebody’s work', (path) => {
  expect(isJunk(path)).toBe(false);
});
