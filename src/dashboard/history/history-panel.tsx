import { Button, Card, SkeletonGroup, SkeletonLine, Text } from '@wix/design-system';
import { useState } from 'react';
import type { Failure } from '#contracts';
import { type HistoryFilter, useHistory } from '../hooks/use-history.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './history.module.css';
import { HistoryActions } from './history-actions.tsx';
import { HistoryFilterBar } from './history-filter-bar.tsx';
import { HistoryList } from './history-list.tsx';

/** A pause in typing that asks once for a word. Milliseconds. */
const SEARCH_PAUSE_MS = 300;

/** Everything that was uploaded to this site with this app, newest first. */
export function HistoryPanel() {
  const words = useWords();
  const [filter, setFilter] = useState<HistoryFilter>({ search: '', state: undefined });
  const search = useSettled(filter.search.trim(), SEARCH_PAUSE_MS);
  const control = useHistory({ search, state: filter.state });
  const { listing } = control;
  return (
    <Card hideOverflow>
      <div className={classes.head}>
        <HistoryFilterBar filter={filter} onChange={setFilter} />
        <HistoryActions control={control} />
      </div>
      {listing.status === 'loading' ? <HistoryLoading label={words('history.loading')} /> : null}
      {listing.status === 'failed' ? <HistoryFailed failure={listing.failure} onRetry={control.reload} /> : null}
      {listing.status === 'loaded' ? <HistoryList entries={listing.entries} onNearEnd={control.loadMore} /> : null}
      {listing.status === 'loaded' && typeof listing.more === 'object' ? (
        <HistoryFailed failure={listing.more} onRetry={control.loadMore} />
      ) : null}
    </Card>
  );
}

function HistoryLoading({ label }: { readonly label: string }) {
  return (
    <div className={classes.empty} role="status" aria-label={label}>
      <SkeletonGroup>
        <SkeletonLine width="60%" />
        <SkeletonLine width="80%" marginTop="12px" />
        <SkeletonLine width="40%" marginTop="12px" />
      </SkeletonGroup>
    </div>
  );
}

function HistoryFailed({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }) {
  const words = useWords();
  const { title, cure } = failureWords(words, failure);
  return (
    <div className={classes.empty} data-hook="history-failed">
      <Text>
        {words('history.failed')} {title} {cure}
      </Text>
      <div className={classes.retry}>
        <Button size="small" priority="secondary" onClick={onRetry}>
          {words('action.retry')}
        </Button>
      </div>
    </div>
  );
}
