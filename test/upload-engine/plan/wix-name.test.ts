import { expect, test } from 'vitest';
import { isVisible, toWixName } from '../../../src/upload-engine/plan/index.ts';

test.each([
  ['photo.jpg', 'photo.jpg', []],
  ['cafe\u0301.jpg', 'caf\u00e9.jpg', ['composed']],
  ['a\tb\r\nc.jpg', 'a b c.jpg', ['control-characters']],
  ['half \uD83D pair.jpg', 'half _ pair.jpg', ['control-characters']],
  ['annexe\u202Egpj.exe', 'annexegpj.exe', ['direction-marks']],
  ['\u200Fשלום.jpg', '\u200Fשלום.jpg', []],
  ['  photo.jpg ', 'photo.jpg', ['spaces']],
  ['a\\b.jpg', 'a_b.jpg', ['separators']],
  ['...', 'unnamed', ['only-dots']],
  ['', 'unnamed', ['only-dots']],
  [' \n ', 'unnamed', ['control-characters', 'spaces', 'only-dots']],
  ['.htaccess', '.htaccess', []],
  ['trailing dots...', 'trailing dots...', []],
  ['👩‍👩‍👧 🎉.jpg', '👩‍👩‍👧 🎉.jpg', []],
  ['CON', 'CON', []],
])('%j goes as %j', (raw, name, changes) => {
  expect(toWixName(raw)).toEqual({ name, changes });
});

test('how accents are written is no change that people see; all others are', () => {
  expect(isVisible('composed')).toBe(false);
  expect(isVisible('spaces')).toBe(true);
});
