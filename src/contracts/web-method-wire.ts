import { z } from 'zod';
import { failureSchema } from './failure.ts';

/**
 * Wix's wire format of web methods: `POST /_webMethods/{file}/{method}.ajax` with a JSON array of arguments.
 * Success answers 200 `{result}`, failure `{result: <Failure>, exception: true}`. Unlike Wix's own runtime we
 * give failures of the caller a status that says so: 400 wrong arguments, 401 no or bad token, 403 not allowed.
 */
export const WEB_METHODS_PATH = '/_webMethods';

export function webMethodPath(file: string, method: string): string {
  return `${WEB_METHODS_PATH}/${file}/${method}.ajax`;
}

export const webMethodAnswerSchema = z.union([
  z.object({ exception: z.literal(true), result: failureSchema }),
  // A method without a result answers `{}`: JSON has no undefined.
  z.object({ exception: z.undefined().optional(), result: z.unknown().optional() }),
]);
