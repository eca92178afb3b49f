import { useEffect, useState } from 'react';
import { control, type FaultValues } from '../control.ts';

const REFRESH_MS = 2_000;
/** How it is without any fault; what differs from it counts as switched on. */
const NORMAL: FaultValues = {
  latencyMs: 0,
  signingDelayMs: 0,
  throttleBytesPerSecond: 0,
  cutUploadRate: 0,
  apiErrorRate: 0,
  uploadErrorRate: 0,
  tooManyRequestsRate: 0,
  lostApiAnswerRate: 0,
  lostUploadAnswerRate: 0,
  uploadRefusalRate: 0,
  ticketLifetimeSeconds: 0,
  processingFailureRate: 0,
  webhookDuplicateRate: 0,
  corruptStoredBytes: 'none',
  hashAlgorithm: 'md5',
};

/** The faults that are on, also when somebody else changes them. */
export function useFaults() {
  const [values, setValues] = useState<FaultValues>({});
  useEffect(() => {
    const load = () => void control.faults().then(setValues, () => undefined);
    load();
    const timer = window.setInterval(load, REFRESH_MS);
    return () => window.clearInterval(timer);
  }, []);
  const apply = (answer: Promise<FaultValues>) => void answer.then(setValues, () => undefined);
  return {
    values,
    faultsOn: Object.entries(NORMAL).filter(([name, normal]) => name in values && values[name] !== normal).length,
    change: (changes: FaultValues) => apply(control.changeFaults(changes)),
    reset: () => apply(control.resetFaults()),
  };
}
