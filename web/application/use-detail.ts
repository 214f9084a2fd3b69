import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Detail, OneAtATime } from '../../src/page';
import { usePage } from '../context';
import type { Status } from './types';

/** The detail is requested at least this often: parts of it may change that its row does not contain. */
const BEAT_MS = 15_000;

/**
 * An application in detail, which is requested again when its row changes, and from time to time.
 *
 * @returns undefined while it is loading; absent: it does not exist
 */
export function useDetail(namespace: string, name: string): Status | 'absent' | undefined {
  const { source, overview } = usePage();
  const [status, setStatus] = useState<Status | 'absent' | undefined>();
  const row = overview.rows.find((each) => each.namespace === namespace && each.name === name);
  const beat = Math.floor(Date.parse(overview.now) / BEAT_MS);
  // if it fails, the lamp shows that the server cannot be reached
  const asking = useMemo(
    () =>
      new OneAtATime<Detail | undefined>(
        () => source.detail(namespace, name),
        (detail) => setStatus(detail?.status ?? 'absent'),
      ),
    [source, namespace, name],
  );
  useEffect(() => () => asking.end(), [asking]);
  useEffect(() => asking.again(), [asking, row, beat]);
  return status;
}
