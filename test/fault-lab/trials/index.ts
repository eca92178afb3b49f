import { quota } from './quota.ts';
import type { Trial } from './trial.ts';
import { verification } from './verification.ts';
import { weather } from './weather.ts';

export const trials: readonly Trial[] = [verification, weather, quota];
