export interface Ticket {
  readonly uploadUrl: string;
  readonly uploadToken?: string;
}

/** As many files in one signing call as the product asks for. */
const FILES_PER_CALL = 50;

/** Gets tickets from the bench's signing endpoint, in the order of the files. */
export async function signFiles(files: readonly File[], protocol: 'put' | 'tus'): Promise<readonly Ticket[]> {
  const requests = files.map(({ name, type, size }) => ({ name, type, sizeInBytes: size, protocol }));
  const answer = await fetch('/sign', { method: 'POST', body: JSON.stringify(requests) });
  if (!answer.ok) throw new Error(`signing answered ${answer.status}`);
  return (await answer.json()) as readonly Ticket[];
}

export async function signFile(file: File, protocol: 'put' | 'tus'): Promise<Ticket> {
  const [ticket] = await signFiles([file], protocol);
  if (!ticket) throw new Error('no ticket');
  return ticket;
}

/** Batch signing: tickets come by the fifty, and the next fifty are asked for while these are used. */
export function createBatchSigning(files: readonly File[]): (index: number) => Promise<Ticket> {
  const batches = new Map<number, Promise<readonly Ticket[]>>();
  const batch = (number: number): Promise<readonly Ticket[]> => {
    const first = number * FILES_PER_CALL;
    const known = batches.get(number) ?? signFiles(files.slice(first, first + FILES_PER_CALL), 'put');
    batches.set(number, known);
    return known;
  };
  return async (index) => {
    const number = Math.floor(index / FILES_PER_CALL);
    const wanted = batch(number);
    if ((number + 1) * FILES_PER_CALL < files.length) void batch(number + 1).catch(() => undefined);
    const ticket = (await wanted)[index % FILES_PER_CALL];
    if (!ticket) throw new Error('no ticket');
    return ticket;
  };
}

/** The upload address as Wix's documentation says it: the file's name in the query. */
export function putUrl(ticket: Ticket, name: string): string {
  return `${ticket.uploadUrl}?filename=${encodeURIComponent(name)}`;
}

export function finaliseUrl(uploadUrl: string, uploadToken: string, name: string): string {
  return `${uploadUrl}/${uploadToken}?filename=${encodeURIComponent(name)}`;
}
