/** Who the page's calls are made for, as the server has verified it. */
export interface Session {
  /** The app's installation on one site: what the browser keeps for one site never serves another. */
  readonly instanceId: string;
  /** The Wix user in the dashboard: tells "you, in another tab" from somebody else. */
  readonly userId: string;
  /** That Wix allows the app for this site, as whoever runs the server has set it. */
  readonly callsPerMinute: number;
}
