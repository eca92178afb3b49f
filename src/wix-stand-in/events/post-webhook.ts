import { Agent, request } from 'node:http';

/** Brings bodies to the app's webhook, over connections that stay open between them. */
export interface WebhookPost {
  /** @returns the status; undefined when there was no answer before the deadline, or the post is closed. */
  send(url: string, body: string, deadlineMs: number): Promise<number | undefined>;
  /** Ends what is under way. */
  close(): void;
}

export function createWebhookPost(): WebhookPost {
  const agent = new Agent({ keepAlive: true });
  return {
    send: (url, body, deadlineMs) =>
      new Promise((resolve) => {
        const headers = { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body) };
        const post = request(url, { method: 'POST', agent, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        const deadline = setTimeout(() => post.destroy(), deadlineMs);
        post.once('error', () => resolve(undefined));
        post.once('close', () => {
          clearTimeout(deadline);
          resolve(undefined);
        });
        post.end(body);
      }),
    close: () => agent.destroy(),
  };
}
