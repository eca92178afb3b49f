/** Who calls, as Wix's Token Info says. Made only from a verified token, never from anything the browser claims. */
export interface Caller {
  /** The app's installation on one site: the tenant key of everything. */
  readonly instanceId: string;
  readonly siteId: string;
  /** The Wix user in the dashboard. */
  readonly userId: string;
}

/** A caller together with the token that proved it. The token stays out of `Caller` so that no log line picks it up. */
export interface VerifiedCall {
  /** The same object for every call within one token check: its identity is the check's lifetime. */
  readonly caller: Caller;
  readonly accessToken: string;
}
