import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { enterFile } from '../library/accept-file.ts';
import { newFileId } from '../library/files.ts';
import { ensureFolderPath, filesOf, foldersOf, MEDIA_ROOT } from '../library/folders.ts';
import { judgeType } from '../library/media-types.ts';
import type { World } from '../world.ts';
import type { AddedBy, Site } from './model.ts';

const FOLDERS = ['Products/Bread', 'Products/Cakes', 'Team', 'Events/2026/Spring'];

interface Sample {
  readonly name: string;
  readonly mimeType: string;
  readonly folder: string;
  readonly text: string;
}

function picture(title: string, color: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420" viewBox="0 0 640 420"><rect width="640" height="420" fill="${color}"/><circle cx="480" cy="120" r="70" fill="#fff" fill-opacity=".55"/><path d="M0 420 L220 190 L340 310 L440 230 L640 420Z" fill="#000" fill-opacity=".25"/><text x="32" y="64" font-family="sans-serif" font-size="34" fill="#fff">${title}</text></svg>\n`;
}

function samplesOf(site: Site): readonly Sample[] {
  const named = (name: string, folder: string, color: string): Sample => ({
    name,
    folder,
    mimeType: 'image/svg+xml',
    text: picture(`${site.displayName}: ${name.replace('.svg', '')}`, color),
  });
  return [
    named('front-window.svg', '', '#7a4f9a'),
    named('rye-loaf.svg', 'Products/Bread', '#b0752f'),
    named('team-photo.svg', 'Team', '#2f7ab0'),
    { name: 'opening-hours.txt', mimeType: 'text/plain', folder: '', text: 'Sunday to Friday, 7:00 to 19:00\n' },
  ];
}

async function addSample(world: World, site: Site, sample: Sample): Promise<void> {
  const addedBy: AddedBy = { identityType: 'WIX_USER', identityId: site.ownerId };
  const type = judgeType(sample.name, sample.mimeType);
  if (!type.ok) throw new Error(`${sample.name} is no file that Wix takes`);
  const fileId = newFileId(addedBy, type.mediaType, type.extension);
  await writeFile(world.blobs.pathOf(fileId), sample.text);
  const md5 = createHash('md5').update(sample.text).digest('hex');
  const plan = {
    fileId,
    siteId: site.id,
    destination: 'site' as const,
    displayName: sample.name,
    parentFolderId: MEDIA_ROOT,
    filePath: sample.folder,
    private: false,
    labels: [],
    mediaType: type.mediaType,
    mimeType: type.mimeType,
    addedBy,
  };
  enterFile(world, plan, { sizeInBytes: Buffer.byteLength(sample.text), hash: md5, md5, imageSize: undefined });
}

/** A few folders and files per site, so that the Media Manager is not empty. A site that has anything is left as it is. */
export async function addSampleFiles(world: World): Promise<void> {
  for (const site of world.store.sites.all()) {
    if (foldersOf(world, site.id).length > 0 || filesOf(world, site.id).length > 0) continue;
    for (const path of FOLDERS) ensureFolderPath(world, site.id, MEDIA_ROOT, path);
    for (const sample of samplesOf(site)) await addSample(world, site, sample);
  }
}
