import { Upload } from 'tus-js-client';
import { openAccount } from './rival-account.ts';
import { finaliseUrl, signFile } from './signing.ts';

/** The delays of Wix's guide to resumable uploads. */
const RETRY_DELAYS_MS = [0, 3000, 5000, 10_000, 20_000];

async function sendFile(file: File): Promise<void> {
  const { uploadUrl, uploadToken = '' } = await signFile(file, 'tus');
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: uploadUrl,
      retryDelays: RETRY_DELAYS_MS,
      metadata: { filename: file.name, contentType: file.type, token: uploadToken },
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
  const answer = await fetch(finaliseUrl(uploadUrl, uploadToken, file.name), { method: 'PUT' });
  if (!answer.ok) throw new Error(`finalising answered ${answer.status}`);
}

async function sendAll(files: readonly File[]): Promise<void> {
  account.chosen = files.length;
  for (const file of files) {
    try {
      await sendFile(file);
      account.sent += 1;
    } catch {
      account.failed += 1;
    }
  }
  account.done = true;
}

const account = openAccount();
document.querySelector('input')?.addEventListener('change', (event) => {
  if (event.target instanceof HTMLInputElement) void sendAll([...(event.target.files ?? [])]);
});
