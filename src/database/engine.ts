import type { Connection } from './connection.ts';

/** What differs between the two engines. */
export interface Engine {
  readonly kind: 'embedded' | 'postgresql';
  readonly connection: Connection;
  /** Sends a text of at most 8,000 bytes to everybody who listens, in this process and in others. */
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Listens until the engine closes.
   * @param onGap called when the line was down: what was sent meanwhile is lost.
   */
  listen(channel: string, onPayload: (payload: string) => void, onGap: () => void): Promise<void>;
  /** What a server does by itself: collects statistics, without which queries slow down as tables grow, and reuses space. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}
