import XHRUpload from '@uppy/xhr-upload';
import { createUppy, fileOf } from './create-uppy.ts';
import { createBatchSigning, putUrl, type Ticket } from './signing.ts';

/** One more than Uppy's own limit of five: as many connections as the browser opens to a host over HTTP/1.1. */
const LIMIT = 6;

/** The same Uppy with our batch signing put behind it: what a careful developer could make of it. */
const uppy = createUppy();
const ticketOf = new Map<string, () => Promise<Ticket>>();

uppy.on('upload-start', (files) => {
  const sign = createBatchSigning(files.map(({ data }) => fileOf(data)));
  for (const [index, { id }] of files.entries()) ticketOf.set(id, () => sign(index));
});

uppy.use(XHRUpload, {
  method: 'PUT',
  formData: false,
  limit: LIMIT,
  headers: (file) => ({ 'content-type': file.type }),
  endpoint: async (file) => {
    if (Array.isArray(file)) throw new Error('bundles are off');
    const ticket = ticketOf.get(file.id);
    if (!ticket) throw new Error('a file that never started');
    return putUrl(await ticket(), fileOf(file.data).name);
  },
});
