import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../context';
import type { Status } from './types';

/**
 * An application in detail, which is requested again after every event from the server.
 *
 * @returns undefined while it is loading; absent: it does not exist
 */
export function useDetail(namespace: string, name: string): Status | 'absent' | undefined {
  const { source, overview } = usePage();
  const [status, setStatus] = useState<Status | 'absent' | undefined>();
  useEffect(() => {
    let isOver = false;
    source.detail(namespace, name).then(
      (detail) => {
        if (!isOver) setStatus(detail?.status ?? 'absent');
      },
      // the lamp shows that the server cannot be reached
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [source, namespace, name, overview]);
  return status;
}
