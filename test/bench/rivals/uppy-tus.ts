import Tus from '@uppy/tus';
import { createUppy, fileOf } from './create-uppy.ts';
import { finaliseUrl, signFile } from './signing.ts';

const uppy = createUppy();
const tickets = new Map<string, { readonly uploadUrl: string; readonly uploadToken: string; readonly name: string }>();

uppy.use(Tus, { allowedMetaFields: ['filename', 'contentType', 'token'] });

uppy.addPreProcessor(async (ids) => {
  for (const id of ids) {
    const data = fileOf(uppy.getFile(id).data);
    const { uploadUrl, uploadToken = '' } = await signFile(data, 'tus');
    tickets.set(id, { uploadUrl, uploadToken, name: data.name });
    uppy.setFileMeta(id, { filename: data.name, contentType: data.type, token: uploadToken });
    uppy.setFileState(id, { tus: { endpoint: uploadUrl } });
  }
});

/** Wix takes the file only after the finalising PUT, which Uppy does not know. */
uppy.addPostProcessor(async (ids) => {
  for (const id of ids) {
    const ticket = tickets.get(id);
    if (!ticket) throw new Error('a file that never started');
    const answer = await fetch(finaliseUrl(ticket.uploadUrl, ticket.uploadToken, ticket.name), { method: 'PUT' });
    if (!answer.ok) throw new Error(`finalising answered ${answer.status}`);
  }
});
