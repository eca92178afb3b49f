import { AppError } from '#contracts';
import { callContext } from './call-context.ts';
import type { WixCallPurpose } from './wix-calls.ts';

/**
 * Calls Wix for the current caller's site.
 * @throws AppError when Wix refuses or cannot be reached; Error when there is no current caller.
 */
export function callWix<Result>(purpose: WixCallPurpose, call: () => Promise<Result>): Promise<Result> {
  const { caller, services } = callContext();
  return services.wix.run(caller.instanceId, purpose, call);
}

/** A part of Wix's answer without which it is no answer: the SDK's types promise it, the wire does not. */
export function answered<Part>(part: Part | undefined | null): Part {
  if (part === undefined || part === null) {
    throw new AppError({ code: 'WIX_UNAVAILABLE', message: 'Wix gave an answer without what was asked for' });
  }
  return part;
}
