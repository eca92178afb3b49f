import XHRUpload from '@uppy/xhr-upload';
import { createUppy, fileOf } from './create-uppy.ts';
import { putUrl, signFile } from './signing.ts';

/** Signing per file, as the documentation of XHRUpload shows for addresses that differ by file; all else as it comes. */
createUppy().use(XHRUpload, {
  method: 'PUT',
  formData: false,
  headers: (file) => ({ 'content-type': file.type }),
  endpoint: async (file) => {
    if (Array.isArray(file)) throw new Error('bundles are off');
    const data = fileOf(file.data);
    return putUrl(await signFile(data, 'put'), data.name);
  },
});
