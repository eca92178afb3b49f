import { z } from 'zod';
import { WIX_CALLS_PER_MINUTE } from '#contracts';
import { parsePublicKey } from './public-key.ts';

/** The keys of the app as registered with Wix. The secret never reaches the page, the logs or an error. */
export interface WixKeys {
  readonly appId: string;
  readonly appSecret: string;
  /** PEM. */
  readonly publicKey: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly wix:
    | ({ readonly kind: 'real' } & WixKeys)
    | { readonly kind: 'stand-in'; readonly appId: string; readonly port: number };
  /** Absent: the embedded database below `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** Where the stand-in's dashboard loads the page from, when it is not this server. */
  readonly pageUrl?: string;
  /** The most calls to Wix for one site in a minute. */
  readonly wixCallsPerMinute: number;
}

/** What is wrong with the configuration: one line per variable, each naming the variable and the cure. Holds no value of a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const wixAppIdSchema = z.guid('must be the app ID: a GUID, shown in the app dashboard under "View ID & keys"');

const PORT_RULE = 'must be a port number from 0 to 65535 (0 takes whichever is free)';
const port = (fallback: number) =>
  z.coerce.number(PORT_RULE).int(PORT_RULE).min(0, PORT_RULE).max(65_535, PORT_RULE).default(fallback);

const CALLS_RULE = 'must be a whole number of calls, at least 1';

const publicKeySchema = z.string().transform((text, context) => {
  try {
    return parsePublicKey(text);
  } catch {
    context.addIssue({
      code: 'custom',
      message:
        'is no RSA public key. Copy it from the app dashboard ("View ID & keys"), as PEM with its BEGIN and END lines or as base64 of that',
    });
    return z.NEVER;
  }
});

const environmentSchema = z.object({
  PORT: port(3000),
  HOST: z.string().default('127.0.0.1'),
  WIX_APP_ID: wixAppIdSchema.optional(),
  WIX_APP_SECRET: z.string().optional(),
  WIX_PUBLIC_KEY: publicKeySchema.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// (or be unset, for the embedded database)')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  STAND_IN_PORT: port(4000),
  PAGE_URL: z.url({ protocol: /^https?$/, error: 'must be an address like http://127.0.0.1:5173/' }).optional(),
  WIX_CALLS_PER_MINUTE: z.coerce.number(CALLS_RULE).int(CALLS_RULE).min(1, CALLS_RULE).default(WIX_CALLS_PER_MINUTE),
});
type Environment = z.infer<typeof environmentSchema>;

const publicIdentitySchema = z.object({ appId: wixAppIdSchema });

function findMissingKeys(environment: Environment, appId: string | undefined): readonly string[] {
  return [
    ...(appId === undefined ? ['WIX_APP_ID (or appId in wix.config.json)'] : []),
    ...(environment.WIX_APP_SECRET === undefined ? ['WIX_APP_SECRET'] : []),
    ...(environment.WIX_PUBLIC_KEY === undefined ? ['WIX_PUBLIC_KEY'] : []),
  ];
}

function chooseWix(environment: Environment, publicIdentity: unknown): Config['wix'] {
  const identity = publicIdentitySchema.safeParse(publicIdentity);
  const appId = environment.WIX_APP_ID ?? (identity.success ? identity.data.appId : undefined);
  const { WIX_APP_SECRET: appSecret, WIX_PUBLIC_KEY: publicKey } = environment;
  if (environment.WIX_APP_ID === undefined && appSecret === undefined && publicKey === undefined) {
    if (appId === undefined) throw new ConfigError(['wix.config.json must have an appId that is a GUID']);
    return { kind: 'stand-in', appId, port: environment.STAND_IN_PORT };
  }
  if (appId === undefined || appSecret === undefined || publicKey === undefined) {
    const missing = findMissingKeys(environment, appId).join(', ');
    throw new ConfigError([
      `${missing} is missing. Set WIX_APP_ID, WIX_APP_SECRET and WIX_PUBLIC_KEY to use real Wix, or none of them for the local stand-in`,
    ]);
  }
  return { kind: 'real', appId, appSecret, publicKey };
}

/**
 * Reads the configuration from environment variables; an empty variable counts as unset.
 * @param publicIdentity the parsed `wix.config.json`: gives the app's ID where WIX_APP_ID is unset.
 * @throws ConfigError naming every wrong variable and its cure.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, publicIdentity: unknown): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const environment = parsed.data;
  return {
    host: environment.HOST,
    port: environment.PORT,
    wix: chooseWix(environment, publicIdentity),
    dataDir: environment.DATA_DIR,
    logLevel: environment.LOG_LEVEL,
    wixCallsPerMinute: environment.WIX_CALLS_PER_MINUTE,
    ...(environment.DATABASE_URL === undefined ? {} : { databaseUrl: environment.DATABASE_URL }),
    ...(environment.PAGE_URL === undefined ? {} : { pageUrl: environment.PAGE_URL }),
  };
}
