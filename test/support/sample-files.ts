import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

export interface SampleFile {
  readonly path: string;
  readonly name: string;
  readonly sizeInBytes: number;
  readonly md5: string;
}

export function writeSample(directory: string, name: string, bytes: Uint8Array): SampleFile {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return { path, name, sizeInBytes: bytes.byteLength, md5: createHash('md5').update(bytes).digest('hex') };
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A true-colour picture: two colours in stripes that differ from `seed` to `seed`. */
export function png(width: number, height: number, seed: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + width * 3);
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      row.set([(seed * 53 + x) % 256, (seed * 97 + y) % 256, (x * y + seed) % 256], 1 + x * 3);
    }
    rows.push(Buffer.from(row));
  }
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function svg(seed: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="hsl(${seed * 40} 70% 50%)"/><circle cx="60" cy="40" r="${10 + seed}"/></svg>\n`,
  );
}

export function pdf(text: string): Buffer {
  const stream = `BT /F1 18 Tf 40 120 Td (${text}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj${object}endobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}

/** Silent frames of MPEG-1 Layer III, 128 kbit/s, 44.1 kHz (417 bytes each). */
export function mp3(frames: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

function mp4Box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

const mp4FileType = mp4Box(
  'ftyp',
  Buffer.concat([Buffer.from('isom'), Buffer.from([0, 0, 2, 0]), Buffer.from('isomiso2mp41')]),
);

export function mp4(contentInBytes: number): Buffer {
  return Buffer.concat([mp4FileType, mp4Box('mdat', randomBytes(contentInBytes))]);
}

/** A ZIP with one stored entry. */
export function zip(name: string, content: Buffer): Buffer {
  const entryName = Buffer.from(name);
  const sums = Buffer.alloc(12);
  sums.writeUInt32LE(crc32(content), 0);
  sums.writeUInt32LE(content.length, 4);
  sums.writeUInt32LE(content.length, 8);
  const nameLength = Buffer.alloc(4);
  nameLength.writeUInt16LE(entryName.length, 0);
  const local = Buffer.concat([
    Buffer.from('504b03041400000000000000215a', 'hex'),
    sums,
    nameLength,
    entryName,
    content,
  ]);
  const central = Buffer.concat([
    Buffer.from('504b0102140014000000000000' + '00215a', 'hex'),
    sums,
    nameLength,
    Buffer.alloc(14),
    entryName,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** Writes an MP4 of `sizeInBytes` piece by piece: its whole never stands in memory. */
export function writeLargeMp4(directory: string, name: string, sizeInBytes: number): SampleFile {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash('md5');
  const handle = openSync(path, 'w');
  const write = (piece: Uint8Array) => {
    writeSync(handle, piece);
    hash.update(piece);
  };
  const head = Buffer.alloc(8);
  head.writeUInt32BE(sizeInBytes - mp4FileType.length, 0);
  head.write('mdat', 4, 'latin1');
  write(mp4FileType);
  write(head);
  let left = sizeInBytes - mp4FileType.length - head.length;
  while (left > 0) {
    const piece = randomBytes(Math.min(left, 4 * 1024 * 1024));
    write(piece);
    left -= piece.length;
  }
  closeSync(handle);
  return { path, name, sizeInBytes, md5: hash.digest('hex') };
}
