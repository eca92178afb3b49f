/** What a rival says of its work. The bench reads it and compares it with what is stored. */
export interface RivalAccount {
  chosen: number;
  /** Called successful by the rival. */
  sent: number;
  /** Called failed by the rival. */
  failed: number;
  done: boolean;
}

declare global {
  interface Window {
    rival?: RivalAccount;
  }
}

export function openAccount(): RivalAccount {
  const account: RivalAccount = { chosen: 0, sent: 0, failed: 0, done: false };
  window.rival = account;
  return account;
}
