import { openAccount } from './rival-account.ts';
import { createBatchSigning, putUrl, type Ticket } from './signing.ts';

/** One lane per connection that the browser opens to a host over HTTP/1.1. */
const LANES = 6;

function put(ticket: Ticket, file: File): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', putUrl(ticket, file.name));
    request.setRequestHeader('Content-Type', file.type);
    request.onload = () => (request.status === 200 ? resolve() : reject(new Error(`status ${request.status}`)));
    request.onerror = () => reject(new Error('network'));
    request.send(file);
  });
}

/** The floor: nothing but requests. No list, no progress, no second try. */
async function sendAll(files: readonly File[]): Promise<void> {
  account.chosen = files.length;
  const ticketOf = createBatchSigning(files);
  const waiting = files.entries();
  const lane = async (): Promise<void> => {
    for (const [index, file] of waiting) {
      try {
        await put(await ticketOf(index), file);
        account.sent += 1;
      } catch {
        account.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  account.done = true;
}

const account = openAccount();
document.querySelector('input')?.addEventListener('change', (event) => {
  if (event.target instanceof HTMLInputElement) void sendAll([...(event.target.files ?? [])]);
});
