import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type TokenCheckOutcome = 'cached' | 'accepted' | 'refused' | 'unavailable';

/** What the process counts. One registry per app, so that two apps in one process do not share numbers. */
export interface Metrics {
  webMethodCalled(method: string, outcome: string, seconds: number): void;
  tokenChecked(outcome: TokenCheckOutcome): void;
  /** One request to Wix. `operation` is one of Wix's method names; `status` is the HTTP status or `unreachable`. */
  wixAnswered(operation: string, status: number | 'unreachable', seconds: number): void;
  /** One event that Wix sent. `outcome` is out of a small, fixed set. */
  webhookReceived(outcome: string): void;
  /** How many pages hear live events from this process now. */
  liveStreamsOpen(count: number): void;
  /** The text form of Prometheus. */
  render(): Promise<string>;
}

const durationBucketsInSeconds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'uplift_web_method_duration_seconds',
    help: 'Calls of web methods, by method and outcome (ok or the failure code)',
    labelNames: ['method', 'outcome'],
    buckets: durationBucketsInSeconds,
    registers: [registry],
  });
  const tokenChecks = new Counter({
    name: 'uplift_token_checks_total',
    help: 'Checks of callers’ tokens, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const upstream = new Histogram({
    name: 'uplift_wix_request_duration_seconds',
    help: 'Requests to Wix, by operation and HTTP status',
    labelNames: ['operation', 'status'],
    buckets: durationBucketsInSeconds,
    registers: [registry],
  });
  const webhooks = new Counter({
    name: 'uplift_webhooks_total',
    help: 'Events that Wix sent, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const liveStreams = new Gauge({
    name: 'uplift_live_streams',
    help: 'Pages that hear live events from this process',
    registers: [registry],
  });
  return {
    webMethodCalled: (method, outcome, seconds) => calls.observe({ method, outcome }, seconds),
    tokenChecked: (outcome) => tokenChecks.inc({ outcome }),
    wixAnswered: (operation, status, seconds) => upstream.observe({ operation, status: String(status) }, seconds),
    webhookReceived: (outcome) => webhooks.inc({ outcome }),
    liveStreamsOpen: (count) => liveStreams.set(count),
    render: () => registry.metrics(),
  };
}
