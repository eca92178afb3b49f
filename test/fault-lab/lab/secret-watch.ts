import type { BrowserContext } from 'playwright-core';
import { type Condition, none } from '../trials/trial.ts';

/** Collects what must never be in a log: upload addresses and tokens that a browser used, and the dashboard's tokens. */
export interface SecretWatch {
  watch(context: BrowserContext): void;
  secrets(): readonly string[];
}

export function createSecretWatch(): SecretWatch {
  const secrets = new Set<string>();
  return {
    watch(context) {
      context.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith('/upload/')) secrets.add(pathname);
        const { authorization } = request.headers();
        if (authorization !== undefined) secrets.add(authorization);
      });
    },
    secrets: () => [...secrets],
  };
}

/** Of a token so much is searched for: its signature, 256 bits, ends with it. */
const TAIL_LENGTH = 24;
const longWords = /[\w-]{24,}/g;
const shapes = /OauthNG\.JWS\.|eyJ[\w-]{8,}\.|\/upload\//g;

/**
 * @param secrets addresses and tokens: neither they nor their ends may be in the log
 * @param literals what may be nowhere in it as it is
 */
export function secretsInLog(
  log: string,
  secrets: readonly string[],
  literals: readonly string[],
): readonly Condition[] {
  const tails = new Set(
    secrets.filter(({ length }) => length >= TAIL_LENGTH).map((secret) => secret.slice(-TAIL_LENGTH)),
  );
  const written = new Set<string>();
  for (const [word] of log.matchAll(longWords)) {
    for (let at = 0; at + TAIL_LENGTH <= word.length; at += 1) {
      const part = word.slice(at, at + TAIL_LENGTH);
      if (tails.has(part)) written.add(part);
    }
  }
  const lines = log.split('\n').filter((line) => line.startsWith('{')).length;
  return [
    {
      rule: 'there is a log to search, and there are secrets to search for',
      seen: `${lines} lines, ${tails.size} upload addresses and tokens`,
      met: lines > 0 && tails.size > 0,
    },
    none('none of them is in the log', written.size),
    none('nothing of the shape of one is', [...log.matchAll(shapes)].length),
    none('the app secret is not', literals.filter((literal) => log.includes(literal)).length),
  ];
}
