import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

/** Wix's tokens, and any JWT: whoever holds one can act in its name. Both are one word with dots. */
const words = /[\w.-]+/g;
const WIX_TOKEN_START = 'OauthNG.JWS.';
const JWT_START = 'eyJ';
/** A shorter first part is no JWT's. */
const SHORTEST_JWT_HEAD = 11;

/** Every address of an upload: whoever holds one can write there. */
const addresses = /https?:\/\/[^\s"'\\]*/g;

function secretStart(word: string): number {
  const wixToken = word.indexOf(WIX_TOKEN_START);
  if (wixToken !== -1) return wixToken;
  const jwt = word.indexOf(JWT_START);
  return jwt !== -1 && word.indexOf('.', jwt + SHORTEST_JWT_HEAD) !== -1 ? jwt : -1;
}

function scrubWord(word: string): string {
  const start = secretStart(word);
  return start === -1 ? word : `${word.slice(0, start)}[secret]`;
}

const scrubAddress = (address: string) => (address.includes('/upload/') ? '[secret]' : address);

/**
 * Takes everything out of a log line that must not be in one. Works on the finished line, so that no field, error
 * message or stack of any library can pass it by. Looks at each character a fixed number of times: a line holds what
 * anybody may send, and a pattern that tries every start anew would stop the process for seconds.
 */
export function scrubSecrets(line: string, literals: readonly string[] = []): string {
  const withoutPatterns = line.replace(words, scrubWord).replace(addresses, scrubAddress);
  return literals.reduce((text, literal) => text.replaceAll(literal, '[secret]'), withoutPatterns);
}

/** The two ends of a text that say what went wrong: the first words, and the innermost cause with its place. */
const ERROR_START_LENGTH = 1000;
const ERROR_END_LENGTH = 3000;

function shorten(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= ERROR_START_LENGTH + ERROR_END_LENGTH) return value;
  return `${value.slice(0, ERROR_START_LENGTH)} […] ${value.slice(-ERROR_END_LENGTH)}`;
}

/** A failed query's error holds all its values, up to a megabyte of people's file names, in three places. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return shorten(error);
  const { params: _params, ...described } = stdSerializers.err(error);
  return Object.fromEntries(Object.entries(described).map(([key, value]) => [key, shorten(value)]));
}

/**
 * The process's logger: JSON lines.
 * @param secrets values that must never be written, such as the app secret.
 * @param destination where lines go; standard error unless told, since standard output belongs to the one line with the app's address.
 */
export function createLogger(
  level: LogLevel,
  secrets: readonly string[] = [],
  destination: DestinationStream = process.stderr,
): Logger {
  const scrubbing: DestinationStream = { write: (line) => destination.write(scrubSecrets(line, secrets)) };
  return pino(
    {
      level,
      base: null,
      serializers: { err: describeError },
      redact: { paths: ['authorization', '*.authorization', 'accessToken', '*.accessToken', 'token'], remove: true },
    },
    scrubbing,
  );
}
