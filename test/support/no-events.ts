import { type AppDependencies, createLiveStreams, createMetrics } from '#server';

/** For apps of which only the page is looked at: nobody sends webhooks, and there is nothing to hear. */
export function noEvents(): Pick<AppDependencies, 'liveStreams' | 'webhooks'> {
  return {
    liveStreams: createLiveStreams({ subscribe: async () => () => {}, metrics: createMetrics() }),
    webhooks: { verify: async () => 'unsigned', receive: () => Promise.reject(new Error('no event is expected')) },
  };
}
