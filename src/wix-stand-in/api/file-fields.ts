import { isPlace, MEDIA_ROOT } from '../library/folders.ts';
import type { ExternalInfo, Site } from '../state/model.ts';
import type { World } from '../world.ts';
import type { Fields } from './fields.ts';
import { applicationError } from './wix-error.ts';

/** Where a new file goes and how it is marked: the fields that uploads and imports share. */
export interface Placement {
  readonly parentFolderId: string;
  readonly filePath?: string;
  readonly private: boolean;
  readonly labels: readonly string[];
}

/** No folder of the site has this id: its own status and code are in no source, 404 is our reading. */
export const folderNotFound = (folderId: string) =>
  applicationError(404, 'FOLDER_NOT_FOUND', `There is no folder ${folderId}`);

const POINTS_UP = /(^|\/)\.{1,2}(\/|$)/;

export function readPlacement(fields: Fields, limits: { readonly maxLabels: number }): Placement {
  const parentFolderId = fields.string('parentFolderId', { maxLength: 100 }) ?? MEDIA_ROOT;
  const filePath = fields.string('filePath', { maxLength: 100 });
  if (filePath !== undefined && POINTS_UP.test(filePath)) {
    fields.refuse({ field: 'filePath', description: 'must not point up', violatedRule: 'FORMAT', data: {} });
  }
  return {
    parentFolderId,
    ...(filePath === undefined ? {} : { filePath }),
    private: fields.boolean('private') ?? false,
    labels: fields.strings('labels', { maxSize: limits.maxLabels, maxLength: 200 }) ?? [],
  };
}

/** @throws WixError 404 when the folder is not of this site or in the trash. */
export function assertPlace(world: World, site: Site, folderId: string): void {
  if (!isPlace(world, site.id, folderId)) throw folderNotFound(folderId);
}

/** Unknown keys, such as the often written `externalId`, are ignored in silence as on Wix. */
export function readExternalInfo(fields: Fields): ExternalInfo | undefined {
  const info = fields.nested('externalInfo');
  if (!info) return undefined;
  const origin = info.string('origin', { maxLength: 1000 });
  const externalIds = info.strings('externalIds', { maxSize: 30, maxLength: 4000 });
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(externalIds === undefined ? {} : { externalIds }),
  };
}
