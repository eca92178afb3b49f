import { files } from '@wix/media';
import { AppStrategy, createClient } from '@wix/sdk';
import { redirectWixTo } from '../../../src/server/redirect-wix.ts';
import type { AppIdentity } from './site.ts';

/** As many as the product's backend asks for at once: a whole call of its page. */
const TICKETS_AT_ONCE = 50;

export interface SigningRequest {
  readonly name: string;
  readonly type: string;
  readonly sizeInBytes: number;
  readonly protocol: 'put' | 'tus';
}

export interface SignedTicket {
  readonly uploadUrl: string;
  /** Only for the resumable kind. */
  readonly uploadToken?: string;
}

export interface Signing {
  sign(requests: readonly SigningRequest[]): Promise<readonly SignedTicket[]>;
  /** Gives the process its own `fetch` back. */
  close(): void;
}

/** Signs with the real SDK against the stand-in, as the product's server does: so a ticket costs the rivals the same. */
export async function startSigning(identity: AppIdentity, standInOrigin: string): Promise<Signing> {
  const restoreFetch = redirectWixTo(standInOrigin);
  const auth = AppStrategy(identity);
  // Signed in before the turn, as a server that has run for a while.
  const { headers } = await auth.getAuthHeaders(undefined);
  const client = createClient({ auth: { getAuthHeaders: async () => ({ headers }) }, modules: { files } });

  async function signOne({ name, type, sizeInBytes, protocol }: SigningRequest): Promise<SignedTicket> {
    const options = { fileName: name, sizeInBytes: String(sizeInBytes), parentFolderId: 'media-root' };
    const answer =
      protocol === 'put'
        ? await client.files.generateFileUploadUrl(type, options)
        : await client.files.generateFileResumableUploadUrl(type, { ...options, uploadProtocol: 'TUS' });
    if (!answer.uploadUrl) throw new Error(`no upload URL for ${name}`);
    const { uploadUrl } = answer;
    return 'uploadToken' in answer ? { uploadUrl, uploadToken: String(answer.uploadToken) } : { uploadUrl };
  }

  async function sign(requests: readonly SigningRequest[]): Promise<readonly SignedTicket[]> {
    const tickets: SignedTicket[] = [];
    const waiting = requests.entries();
    const lane = async (): Promise<void> => {
      for (const [index, request] of waiting) tickets[index] = await signOne(request);
    };
    await Promise.all(Array.from({ length: TICKETS_AT_ONCE }, lane));
    return tickets;
  }

  return { sign, close: restoreFetch };
}
