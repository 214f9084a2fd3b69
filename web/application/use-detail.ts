import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../context';
import type { Status } from './types';

/**
 * An application in detail, which is asked for again with every word of the server.
 *
 * @returns undefined while it is loaded; absent: there is none
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
      // the lamp says that the server is out of reach
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [source, namespace, name, overview]);
  return status;
}
