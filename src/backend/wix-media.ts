import { auth } from '@wix/essentials';
import { files } from '@wix/media';
import { type MediaTicketFile, RESUMABLE_THRESHOLD_IN_BYTES, type UploadTicket } from '#contracts';
import { answered, callWix } from './call-wix.ts';
import { knownFolder } from './known-folder.ts';

const generateFileUploadUrl = auth.elevate(files.generateFileUploadUrl);
const generateFileResumableUploadUrl = auth.elevate(files.generateFileResumableUploadUrl);

/** What Wix calls us in its File Ready events; the page's upload id is beside it. */
export const EXTERNAL_ORIGIN = 'uplift';

/** Wix takes the size as a decimal string. */
function commonOptions(file: MediaTicketFile) {
  return {
    fileName: file.fileName,
    sizeInBytes: String(file.sizeInBytes),
    parentFolderId: file.parentFolderId,
    ...(file.private === undefined ? {} : { private: file.private }),
    ...(file.labels === undefined ? {} : { labels: file.labels }),
  };
}

/**
 * Gets the ticket for one file of Site media: up to 10 MiB an address for one PUT, above it, or where the file is to be
 * sent in pieces, one for a resumable upload.
 * Only the PUT kind can carry our upload id into Wix's events: the SDK drops `externalInfo` from the resumable call.
 */
export async function requestMediaTicket(file: MediaTicketFile): Promise<UploadTicket> {
  if (file.sizeInBytes <= RESUMABLE_THRESHOLD_IN_BYTES && !file.inPieces) {
    const externalInfo = { origin: EXTERNAL_ORIGIN, externalIds: [file.uploadId] };
    const { uploadUrl } = await knownFolder(
      callWix('tickets', () => generateFileUploadUrl(file.mimeType, { ...commonOptions(file), externalInfo })),
    );
    return { protocol: 'put', uploadUrl: answered(uploadUrl) };
  }
  const { uploadUrl, uploadToken } = await knownFolder(
    callWix('tickets', () =>
      generateFileResumableUploadUrl(file.mimeType, { ...commonOptions(file), uploadProtocol: 'TUS' }),
    ),
  );
  return { protocol: 'tus', uploadUrl: answered(uploadUrl), uploadToken: answered(uploadToken) };
}
