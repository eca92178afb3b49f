import { useCallback } from 'react';
import { failureReportRows, formatFailureReport } from '#upload-engine';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import { useEngine } from './engine-context.tsx';
import { itemsOf } from './use-failure-groups.ts';

/** Makes the report of everything that has failed, as it is at the moment of the call. */
export function useFailureReport(): () => string {
  const engine = useEngine();
  const words = useWords();
  return useCallback(() => {
    const rows = failureReportRows(itemsOf(engine), ({ state }, code) => {
      const { title, cure } = failureWords(words, state.status === 'failed' ? state.failure : { code });
      return `${title} ${cure}`;
    });
    return formatFailureReport(rows);
  }, [engine, words]);
}
